/** The months that are picked, by their places among all, both included. */
export interface Picked {
  first: number;
  last: number;
}

/** What of the picked months is being moved. */
export type Part = "first" | "last" | "both";

/** The months picked after a part was moved so far; both ends stay apart and among all. */
export function moved({ first, last }: Picked, part: Part, by: number, count: number): Picked {
  switch (part) {
    case "first":
      return { first: clamp(first + by, 0, last), last };
    case "last":
      return { first, last: clamp(last + by, first, count - 1) };
    case "both": {
      const far = clamp(by, -first, count - 1 - last);
      return { first: first + far, last: last + far };
    }
  }
}

/** The months between two, in whatever order they were touched. */
export function between(one: number, other: number): Picked {
  return { first: Math.min(one, other), last: Math.max(one, other) };
}

/** How far a key moves a handle; none if it is not one that does. */
export function keyStep(key: string, count: number): number | null {
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return -1;
    case "ArrowRight":
    case "ArrowUp":
      return 1;
    case "PageDown":
      return -12;
    case "PageUp":
      return 12;
    case "Home":
      return -count;
    case "End":
      return count;
  }
  return null;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
