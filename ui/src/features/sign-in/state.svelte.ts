import type { Application } from "../../application.svelte";
import { asCommandError, commandError } from "../../backend/backend";
import type {
  CommandError,
  FieldError,
  RegisterRequest,
  ServerCheck,
  Session,
} from "../../backend/generated/commands";
import { shortestPassword } from "../../language/rules";

/** What is typed at the door, and what becomes of it; a failure loses nothing typed. */
export class SignInForm {
  email = $state("");
  password = $state("");
  contactName = $state("");
  companyName = $state("");
  busy = $state(false);
  error = $state.raw<CommandError | null>(null);
  readonly #application: Application;

  constructor(application: Application) {
    this.#application = application;
  }

  /** Signs in with what is typed. */
  signIn(): Promise<void> {
    return this.#enter(
      () => missing({ email: this.email, password: this.password }),
      () =>
        this.#application.call("sign_in", {
          email: this.email.trim(),
          password: this.password,
        }),
    );
  }

  /** Registers with what is typed. */
  register(): Promise<void> {
    return this.#enter(
      () => [
        ...missing({
          contact_name: this.contactName,
          email: this.email,
          password: this.password,
        }),
        ...(this.password !== "" && [...this.password].length < shortestPassword
          ? [{ field: "password", code: "too_short" }]
          : []),
      ],
      () => this.#application.call("register", this.#registration()),
    );
  }

  /** Signs in with an account that is no secret. */
  signInAs(email: string, password: string): Promise<void> {
    return this.#enter(
      () => [],
      () => this.#application.call("sign_in", { email, password }),
    );
  }

  /** Forgets the last failure, as when the person turns to another form. */
  startOver(): void {
    this.error = null;
  }

  #registration(): RegisterRequest {
    const companyName = this.companyName.trim();
    return {
      email: this.email.trim(),
      password: this.password,
      contact_name: this.contactName.trim(),
      locale: this.#application.settings.language,
      ...(companyName === "" ? {} : { company_name: companyName }),
    };
  }

  async #enter(check: () => FieldError[], ask: () => Promise<Session>): Promise<void> {
    if (this.busy) {
      return;
    }
    const fields = check();
    if (fields.length > 0) {
      this.error = commandError("invalid_fields", { fields });
      return;
    }
    this.busy = true;
    this.error = null;
    try {
      await this.#application.enter(await ask());
    } catch (thrown) {
      this.error = asCommandError(thrown);
    } finally {
      this.busy = false;
    }
  }
}

function missing(fields: Record<string, string>): FieldError[] {
  return Object.entries(fields)
    .filter(([, value]) => value.trim() === "")
    .map(([field]) => ({ field, code: "required" }));
}

/** What is known of the service before anybody has signed in. */
export class ServerState {
  check = $state.raw<ServerCheck | null>(null);
  /** Why nothing could be found out. */
  error = $state.raw<CommandError | null>(null);
  /** Why an address was not taken. */
  refusal = $state.raw<CommandError | null>(null);
  busy = $state(false);
  /** Whether it is known that no service can be used at the address. */
  readonly absent: boolean = $derived(this.check ? !this.check.reachable : this.error !== null);
  readonly #application: Application;
  #looked: string | null = null;
  #latest = 0;

  constructor(application: Application) {
    this.#application = application;
  }

  /** Looks whether a billing service answers. */
  async look(): Promise<void> {
    this.#latest += 1;
    const mine = this.#latest;
    this.#turnTo(this.#application.settings.server);
    this.busy = true;
    this.error = null;
    try {
      const check = await this.#application.call("check_server", null);
      if (mine === this.#latest) {
        this.check = check;
      }
    } catch (thrown) {
      if (mine === this.#latest) {
        this.check = null;
        this.error = asCommandError(thrown);
      }
    }
    if (mine === this.#latest) {
      this.busy = false;
    }
  }

  /** Looks at the address in the settings, unless that is where it has looked already. */
  async follow(): Promise<void> {
    if (this.#application.settings.server !== this.#looked) {
      await this.look();
    }
  }

  /** Turns to another service; an empty address returns to the one built in. */
  async choose(address: string): Promise<void> {
    const server = address.trim();
    this.busy = true;
    this.refusal = null;
    try {
      const check = await this.#application.call("set_server", {
        server: server === "" ? null : server,
      });
      const settings = await this.#application.call("settings", null);
      this.#latest += 1; // What was asked of another address counts no more.
      this.#turnTo(settings.server);
      this.check = check;
      this.error = null;
      await this.#application.adopt(settings);
    } catch (thrown) {
      this.refusal = asCommandError(thrown);
    } finally {
      this.busy = false;
    }
  }

  /** What was found at one address says nothing about another. */
  #turnTo(server: string): void {
    if (server !== this.#looked) {
      this.#looked = server;
      this.check = null;
    }
  }
}
