import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { Application } from "./application.svelte";
import { asCommandError, type Backend } from "./backend/backend";
import { tauriBackend } from "./backend/tauri";
import StartFailure from "./features/frame/StartFailure.svelte";

async function connect(): Promise<Backend> {
  // Both stand-ins vanish from a production build, whatever its environment says.
  if (import.meta.env.MODE === "fake") {
    const { fakeFromAddress } = await import("./backend/fake");
    return fakeFromAddress(location.search);
  }
  if (import.meta.env.MODE !== "production" && import.meta.env.VITE_CONSOLE_HTTP) {
    const { httpBackend } = await import("./backend/http");
    return httpBackend(import.meta.env.VITE_CONSOLE_HTTP);
  }
  return tauriBackend();
}

/**
 * Loads the typeface beside everything else: text laid out before it is there would be laid out
 * twice, the first time after a search through all fonts of the system.
 */
async function loadTypeface(): Promise<void> {
  await document.fonts.load('13px "Inter Variable"').catch(() => {});
}

async function open(target: Element): Promise<void> {
  try {
    const opening = connect().then((backend) => Application.open(backend));
    const [application] = await Promise.all([opening, loadTypeface()]);
    mount(App, { target, props: { application } });
  } catch (thrown) {
    mount(StartFailure, { target, props: { error: asCommandError(thrown) } });
  }
}

const target = document.querySelector("#window");
if (target) {
  void open(target);
}
