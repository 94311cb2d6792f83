import type { CreditTransaction } from "../../backend/generated/commands";
import { dayOf, daysLater } from "../../calendar";
import { language, t } from "../../language/language.svelte";

/** What a movement is called, and what the service says of it besides. */
export interface Words {
  title: string;
  more?: string;
}

/**
 * A movement in the person's language: the service has its words in the customer's, as they were
 * sealed. Its own words stay where nothing else says what moved.
 */
export function wordsOf(movement: CreditTransaction): Words {
  const { transaction_type: type, source, description, created_at } = movement;
  const { formats } = language;
  const day = dayOf(new Date(created_at));
  switch (`${source} ${type}`) {
    case "usage spend":
      return { title: t("credit-of-usage", { date: formats.day(day) }) };
    case "plan earn":
      return { title: t("credit-of-month", { month: formats.month(day) }) };
    case "plan expire":
      // They run out when the next month begins.
      return { title: t("credit-unused", { month: formats.month(daysLater(day, -1)) }) };
    case "order earn":
    case "top_up earn":
      return { title: t("credit-bought"), more: description };
    case "order refund":
    case "top_up refund":
      return { title: t("credit-returned"), more: description };
    default:
      // A person wrote these, or a later service.
      return { title: description || t(`credit-${type}`) };
  }
}
