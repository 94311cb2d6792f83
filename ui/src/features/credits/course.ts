/** Places on a drawing, in its own units. */
export interface Course {
  /** What was there at the end of each day. */
  past: string;
  /** The same, closed along the ground. */
  area: string;
  /** What will be left, if they go on being spent as before. */
  ahead: string;
  /** How far from the left the present day is, as a share. */
  today: number;
}

/** The balance of past days and what is left of the coming ones, drawn into a box. */
export function courseOf(
  past: number[],
  ahead: number[],
  width: number,
  height: number,
): Course | null {
  const days = past.length + ahead.length;
  const now = past.at(-1);
  if (days < 2 || now === undefined) {
    return null;
  }
  const most = Math.max(1, ...past, ...ahead);
  const x = (day: number) => ((day / (days - 1)) * width).toFixed(1);
  // What is owed is said in words: the ground is where nothing is left.
  const y = (credits: number) => ((1 - Math.max(0, credits) / most) * height).toFixed(1);
  const line = (credits: number[], first: number) =>
    credits.map((one, at) => `${x(first + at)},${y(one)}`).join(" ");
  const last = past.length - 1;
  return {
    past: line(past, 0),
    area: `0,${height} ${line(past, 0)} ${x(last)},${height}`,
    ahead: line([now, ...ahead], last),
    today: last / (days - 1),
  };
}
