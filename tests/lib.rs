//! Nothing here: this package only holds test targets.
