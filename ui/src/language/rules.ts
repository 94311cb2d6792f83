/** The fewest characters a new password has. */
export const shortestPassword = 10;
