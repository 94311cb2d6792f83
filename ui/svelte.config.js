/** Svelte's own defaults serve; the file tells editors and checkers that this is its root. */
export default {};
