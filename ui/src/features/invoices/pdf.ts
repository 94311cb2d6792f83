import {
  AnnotationMode,
  getDocument,
  type PDFDocumentProxy,
  type PDFPageProxy,
  PDFWorker,
  TextLayer,
} from "pdfjs-dist/legacy/build/pdf.mjs";
import workerAddress from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";
import { pixelsOfPoint } from "./zoom";

export type Paper = PDFDocumentProxy;
export type Sheet = PDFPageProxy;

let worker: Promise<PDFWorker> | undefined;

/**
 * Reads a document.
 *
 * The reading happens in a worker that stays for the next document. It is started here and not by
 * the library, which would not start one under the window's own scheme.
 */
export async function openPaper(bytes: Uint8Array): Promise<Paper> {
  worker ??= startWorker().catch((thrown: unknown) => {
    worker = undefined;
    throw thrown;
  });
  return getDocument({
    data: bytes,
    worker: await worker,
    // Our documents bring their fonts; nothing is ever fetched for one.
    useWorkerFetch: false,
    useWasm: false,
    stopAtErrors: false,
    enableXfa: false,
  }).promise;
}

async function startWorker(): Promise<PDFWorker> {
  const port = new Worker(workerAddress, { type: "module" });
  const starts = await new Promise<boolean>((resolve) => {
    port.addEventListener("error", () => resolve(false), { once: true });
    port.addEventListener("message", () => resolve(true), { once: true });
  });
  if (starts) {
    return PDFWorker.create({ port });
  }
  // Where no worker can be started, the same code reads the document in the page.
  port.terminate();
  await import(/* @vite-ignore */ workerAddress);
  return PDFWorker.create({});
}

/** A drawing of one page that is under way. */
export interface Drawing {
  done: Promise<void>;
  cancel: () => void;
}

/** Draws a page, sharp on this screen, and lays its text over it to be selected and read aloud. */
export function drawSheet(
  sheet: Sheet,
  zoom: number,
  canvas: HTMLCanvasElement,
  text: HTMLElement,
): Drawing {
  const scale = zoom * pixelsOfPoint;
  const sharpness = window.devicePixelRatio || 1;
  const viewport = sheet.getViewport({ scale });
  canvas.width = Math.floor(viewport.width * sharpness);
  canvas.height = Math.floor(viewport.height * sharpness);
  const rendering = sheet.render({
    canvas,
    viewport,
    annotationMode: AnnotationMode.DISABLE,
    ...(sharpness === 1 ? {} : { transform: [sharpness, 0, 0, sharpness, 0, 0] }),
  });
  const layer = new TextLayer({
    textContentSource: sheet.streamTextContent(),
    container: text,
    viewport,
  });
  text.replaceChildren();
  return {
    done: Promise.all([rendering.promise, layer.render()]).then(() => {}),
    cancel: () => {
      rendering.cancel();
      layer.cancel();
    },
  };
}
