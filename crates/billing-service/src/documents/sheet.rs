//! What stands on a page, before it is drawn. Lengths are points from the upper left corner.

use super::fonts::Weight;

/// The width of a page: A4.
pub const WIDTH: f32 = 595.28;
/// The height of a page: A4.
pub const HEIGHT: f32 = 841.89;

/// One page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet(pub Vec<Mark>);

/// One thing on a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// Letters on a line.
    Text(Text),
    /// A fine line from left to right.
    Rule {
        /// Its left end.
        left: f32,
        /// Its right end.
        right: f32,
        /// How far down.
        y: f32,
    },
    /// A filled rectangle with round corners.
    Panel {
        /// Its left side.
        x: f32,
        /// Its upper side.
        y: f32,
        /// Its width.
        width: f32,
        /// Its height.
        height: f32,
        /// How round its corners are.
        radius: f32,
        /// What it is filled with.
        colour: Colour,
    },
}

/// Letters on a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Where it begins or, flush right, ends.
    pub x: f32,
    /// Its base line.
    pub y: f32,
    /// The letters.
    pub text: String,
    /// How large.
    pub size: f32,
    /// How heavy.
    pub weight: Weight,
    /// In which colour.
    pub colour: Colour,
    /// Whether `x` is its end.
    pub is_flush_right: bool,
}

/// The colours of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// For reading.
    Ink,
    /// For what explains.
    Muted,
    /// Of rules.
    Line,
    /// Of the brand.
    Brand,
    /// On the brand.
    White,
    /// Letters that say it is paid.
    Paid,
    /// Behind them.
    PaidGround,
    /// Letters that say it is no real money.
    Test,
    /// Behind them.
    TestGround,
}

impl Colour {
    /// Red, green, blue.
    pub const fn parts(self) -> (u8, u8, u8) {
        match self {
            Self::Ink => (0x17, 0x19, 0x1f),
            Self::Muted => (0x61, 0x67, 0x73),
            Self::Line => (0xd8, 0xdb, 0xe1),
            Self::Brand => (0x3b, 0x5b, 0xdb),
            Self::White => (0xff, 0xff, 0xff),
            Self::Paid => (0x17, 0x6b, 0x43),
            Self::PaidGround => (0xe3, 0xf4, 0xea),
            Self::Test => (0x8a, 0x52, 0x00),
            Self::TestGround => (0xfd, 0xf0, 0xd8),
        }
    }
}
