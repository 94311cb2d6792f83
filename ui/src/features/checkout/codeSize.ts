/** How a code is drawn: everything in whole device pixels, so that no edge is blurred. */
export interface CodeSize {
  /** Device pixels of one module. */
  module: number;
  /** Device pixels from the tile's edge to the first module: the quiet zone. */
  inset: number;
  /** Device pixels of the white tile. */
  tile: number;
  /** The tile's side in pixels of the page. */
  side: number;
}

const wantedCode = 240;
const wantedTile = 296;
const quietModules = 4;

/** The size nearest to the one wanted for a code of so many modules, at so many pixels a pixel. */
export function codeSize(modules: number, ratio: number): CodeSize {
  const module = Math.max(1, Math.round((wantedCode * ratio) / modules));
  const code = module * modules;
  const needed = code + 2 * quietModules * module;
  const tile = Math.max(Math.round(wantedTile * ratio), needed);
  return { module, inset: Math.floor((tile - code) / 2), tile, side: tile / ratio };
}
