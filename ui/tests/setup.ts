import "@testing-library/jest-dom/vitest";

// jsdom has no media; as far as tests are concerned the system asks for nothing special.
window.matchMedia = (media) =>
  ({ media, matches: false, addEventListener() {}, removeEventListener() {} }) as never;
