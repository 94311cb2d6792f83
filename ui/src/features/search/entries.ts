import CloudDownload from "@lucide/svelte/icons/cloud-download";
import FileText from "@lucide/svelte/icons/file-text";
import Gauge from "@lucide/svelte/icons/gauge";
import Keyboard from "@lucide/svelte/icons/keyboard";
import Layers from "@lucide/svelte/icons/layers";
import LifeBuoy from "@lucide/svelte/icons/life-buoy";
import ListFilter from "@lucide/svelte/icons/list-filter";
import Receipt from "@lucide/svelte/icons/receipt-text";
import RefreshCw from "@lucide/svelte/icons/refresh-cw";
import UserRound from "@lucide/svelte/icons/user-round";
import type { Application } from "../../application.svelte";
import type {
  Me,
  SearchHit,
  SearchKind,
  SearchResults,
  Theme,
} from "../../backend/generated/commands";
import type { Glyph } from "../../components/Icon.svelte";
import { themeIcons } from "../../components/themes";
import { themes } from "../../language/choices";
import { language, t } from "../../language/language.svelte";
import { routesFor } from "../../routes";
import { inSight } from "../evidence/asked";
import { keyNames } from "../frame/keys";
import { saveDocument } from "../invoices/saving";
import { beginsWith, holdsAll } from "./words";

/** One line of the palette: something that was found, a screen, or something to do. */
export interface Entry {
  id: string;
  icon: Glyph;
  title: string;
  detail?: string;
  /** An amount as it is shown. */
  money?: string;
  keys?: string;
  open: () => void;
  /** Saves its document, if it has one. */
  save?: () => void;
}

/** What was found as people sort it: the search knows plans, packages and what is used as products. */
type Found = Exclude<SearchKind, "product"> | "plan" | "usage";

/** Lines of one kind under a heading. */
export interface Group {
  name: "screens" | "actions" | Found;
  /** How many there are in all, if not all are here. */
  of?: number;
  entries: Entry[];
}

const hitIcons: Record<Found, Glyph> = {
  invoice: FileText,
  order: Receipt,
  customer: UserRound,
  plan: Layers,
  usage: Gauge,
};

/** What the palette shows for such words: screens that begin so first, then what was found. */
export function groupsOf(
  application: Application,
  me: Me,
  words: string[],
  results: SearchResults,
  nameOf: (customer: string) => string | undefined,
): Group[] {
  const screens = screensOf(application, me);
  const near = screens.filter(({ title }) => beginsWith(title, words));
  const far = screens.filter((one) => !near.includes(one) && holdsAll(one.title, words));
  const actions = actionsOf(application, me).filter(({ title }) => holdsAll(title, words));
  const found = results.totals.flatMap(([kind, total]) => {
    const hits = results.hits.filter((hit) => hit.kind === kind);
    const names = [...new Set(hits.map((hit) => sortOf(application, hit)))];
    return names
      .filter((name) => doorOf(me, name) !== null)
      .map((name): Group => {
        const entries = hits
          .filter((hit) => sortOf(application, hit) === name)
          .map((hit) => entryOf(application, me, hit, nameOf));
        // Of what is found under two headings nobody has counted how many each has.
        if (total <= hits.length || names.length > 1) {
          return { name, entries };
        }
        const all =
          name === "invoice" && me.customer_id !== undefined
            ? [allInvoices(application, words, total)]
            : [];
        return { name, entries: [...entries, ...all], of: total };
      });
  });
  return [
    { name: "screens" as const, entries: words.length === 0 ? screens : near },
    ...found,
    { name: "actions" as const, entries: actions },
    { name: "screens" as const, entries: words.length === 0 ? [] : far },
  ].filter(({ entries }) => entries.length > 0);
}

/** Under which heading a hit stands. */
function sortOf(application: Application, { kind, id }: SearchHit): Found {
  if (kind !== "product") {
    return kind;
  }
  const used = application.recentUsage.figure?.value.products ?? [];
  const isUsed = used.some(({ product }) => product === id);
  // Staff are shown no customer's use among everything: what they find is on offer.
  return application.me?.customer_id !== undefined && (isUsed || !isOffered(application, id))
    ? "usage"
    : "plan";
}

function isOffered(application: Application, id: string): boolean {
  return (
    isPackage(application, id) ||
    (application.plans.figure?.value ?? []).some((plan) => plan.id === id)
  );
}

function isPackage({ packageCenter }: Application, id: string): boolean {
  return packageCenter.figure?.value.cozePackageRule.some((rule) => rule.id === id) ?? false;
}

/** The screen on which the person sees such a hit; none if their role has no such screen. */
function doorOf(me: Me, found: Found): string | null {
  const screens = routesFor(me).map(({ screen }) => screen);
  const isStaff = me.customer_id === undefined;
  const wanted: Record<Found, string[]> = {
    invoice: [isStaff ? "customers" : "invoices"],
    order: ["orders"],
    customer: ["customers"],
    plan: ["plans", "packages"],
    usage: [isStaff ? "customers" : "usage"],
  };
  return wanted[found].find((screen) => screens.includes(screen)) ?? null;
}

/** Leads to all invoices that hold the words, which fit into their own list only. */
function allInvoices(application: Application, words: string[], total: number): Entry {
  return {
    id: "all-invoices",
    icon: ListFilter,
    title: t("search-all-invoices", { count: total }),
    open: () => {
      application.places.choose("invoices", "query", words.join(" "));
      application.places.choose("invoices", "invoice", "");
      application.showFigures("invoices");
    },
  };
}

function screensOf(application: Application, me: Me): Entry[] {
  return routesFor(me).map(({ screen, icon }, place) => ({
    id: `screen-${screen}`,
    icon,
    title: t(`screen-${screen}`),
    keys: screen === "settings" ? keyNames("settings") : keyNames("screen", place),
    open: () => application.places.go(screen),
  }));
}

function actionsOf(application: Application, me: Me): Entry[] {
  const years = application.latestInvoices.figure?.value.years ?? [];
  const mayDownload = me.customer_id !== undefined && application.may("view_invoices");
  const chosen = application.settings.theme;
  return [
    ...(mayDownload ? years : []).map((year) => ({
      id: `download-${year}`,
      icon: CloudDownload,
      title: t("download-year", { year: language.formats.year(`${year}-01-01`) }),
      open: () => {
        application.downloads.asked = { choice: { choose: "year", customers: [], year }, year };
        application.places.go("invoices");
      },
    })),
    {
      id: "refresh",
      icon: RefreshCw,
      title: t("refresh"),
      keys: keyNames("refresh"),
      open: () => void application.refresh().catch(() => {}),
    },
    ...(Object.keys(themes) as Theme[])
      .filter((theme) => theme !== chosen)
      .map((theme) => ({
        id: `theme-${theme}`,
        icon: themeIcons[theme],
        title: t("search-theme", { theme: t(`theme-${themes[theme]}`) }),
        open: () =>
          void application
            .call("set_theme", { theme })
            .then((settings) => application.adopt(settings))
            .catch(() => {}),
      })),
    {
      id: "evidence",
      icon: LifeBuoy,
      title: t("evidence"),
      keys: keyNames("evidence"),
      open: () => {
        application.evidence = inSight(application);
      },
    },
    {
      id: "shortcuts",
      icon: Keyboard,
      title: t("shortcuts"),
      keys: keyNames("shortcuts"),
      open: () => {
        application.shortcutsShown = true;
      },
    },
  ];
}

function entryOf(
  application: Application,
  me: Me,
  hit: SearchHit,
  nameOf: (customer: string) => string | undefined,
): Entry {
  const { formats } = language;
  const whose = me.customer_id === undefined && hit.kind !== "customer" ? hit.customer : undefined;
  const name = sortOf(application, hit);
  // Whose it is may be just where the words were found.
  const detail = new Set(
    [
      whose === undefined ? undefined : nameOf(whose),
      hit.detail,
      hit.date === undefined ? undefined : formats.day(hit.date),
    ].filter(Boolean),
  );
  const document = { invoice_id: hit.id, document: "invoice" as const };
  return {
    id: `${hit.kind}-${hit.id}`,
    icon: hitIcons[name],
    title: hit.title,
    ...(detail.size > 0 ? { detail: [...detail].join(" · ") } : {}),
    ...(hit.amount === undefined || hit.currency === undefined
      ? {}
      : { money: formats.money(hit.amount, hit.currency) }),
    open: () => {
      if (whose !== undefined) {
        application.whose.choose(whose, nameOf(whose));
      }
      openHit(application, me, hit);
    },
    ...(hit.kind === "invoice"
      ? {
          save: () =>
            void saveDocument(application, {
              ...document,
              ...(whose === undefined ? {} : { customer: whose }),
            }),
        }
      : {}),
  };
}

function openHit(application: Application, me: Me, hit: SearchHit): void {
  const { places, whose } = application;
  const { id, title } = hit;
  const found = sortOf(application, hit);
  switch (found) {
    case "invoice":
      application.showInvoice(id);
      break;
    case "order":
      application.showOrder(id);
      break;
    case "customer":
      whose.choose(id, title);
      places.go("customers");
      break;
    case "plan":
      places.choose("plans", "kind", isPackage(application, id) ? "packages" : "plans");
      places.go(doorOf(me, found) ?? "plans");
      break;
    case "usage":
      places.choose("usage", "product", id);
      application.showFigures("usage");
      break;
  }
}
