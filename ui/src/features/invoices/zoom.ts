/** Pixels of the screen for one point of the paper at its true size. */
export const pixelsOfPoint = 96 / 72;

/** The steps between which one zooms by hand, as shares of the paper's true size. */
const steps = [0.25, 0.33, 0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];

/** The next step up or down from any size; the last one if there is none. */
export function nextZoom(from: number, direction: 1 | -1): number {
  // What differs by less than a hundredth is shown as the same.
  const near = 0.01;
  const found =
    direction === 1
      ? steps.find((step) => step > from + near)
      : steps.findLast((step) => step < from - near);
  return found ?? from;
}

/** The size at which paper of a width, in pixels at its true size, fills the room there is. */
export function fittingZoom(room: number, paper: number): number {
  const [least, most] = [0.25, 1.5];
  return paper > 0 ? Math.min(most, Math.max(least, room / paper)) : 1;
}
