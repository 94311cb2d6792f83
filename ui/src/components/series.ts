/** How many colours there are for series of a chart. */
const colours = 8;

/** The number of the colour of a series at a place, the same wherever the series is shown. */
export function colourAt(place: number): number {
  return (place % colours) + 1;
}
