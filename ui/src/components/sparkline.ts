/** A line through values that lie evenly apart, from the least to the greatest. */
export function lineOf(values: number[], width: number, height: number): [number, number][] {
  const most = Math.max(...values, 1);
  const least = Math.min(...values, most);
  const span = most - least;
  return values.map((value, at) => [
    values.length > 1 ? (width * at) / (values.length - 1) : width,
    span === 0 ? height / 2 : height - ((value - least) / span) * height,
  ]);
}
