import type { Account, AccountUpdate } from "../../backend/generated/commands";

/** The fields of the account that can be edited, in the order of the form. */
export const accountFields = [
  "company_name",
  "contact_name",
  "contact_email",
  "phone",
  "tax_id",
  "billing_address",
  "locale",
] as const;
export type AccountField = (typeof accountFields)[number];

/** The account as it stands in the form: an empty text where there is nothing. */
export type Draft = Record<AccountField, string>;

/** A field that both have changed, each in another way. */
export interface Conflict {
  field: AccountField;
  mine: string;
  theirs: string;
}

/** The account as a form shows it. */
export function draftOf(account: AccountUpdate): Draft {
  const { company_name, contact_name, contact_email, locale } = account;
  return {
    company_name,
    contact_name,
    contact_email,
    phone: account.phone ?? "",
    tax_id: account.tax_id ?? "",
    billing_address: account.billing_address ?? "",
    locale,
  };
}

/** The form as the service takes it: what is empty is left out. */
export function updateOf(draft: Draft): AccountUpdate {
  const { company_name, contact_name, contact_email, locale } = trimmed(draft);
  const { phone, tax_id, billing_address } = trimmed(draft);
  return {
    company_name,
    contact_name,
    contact_email,
    ...(phone === "" ? {} : { phone }),
    ...(tax_id === "" ? {} : { tax_id }),
    ...(billing_address === "" ? {} : { billing_address }),
    locale,
  };
}

/** The fields in which a form differs from the account it began with. */
export function changedFields(base: Draft, draft: Draft): AccountField[] {
  const [before, after] = [trimmed(base), trimmed(draft)];
  return accountFields.filter((field) => before[field] !== after[field]);
}

/**
 * Brings together what the person typed and what somebody else has saved meanwhile: what only the
 * other has changed is taken over, what only the person has changed stays, and what both have
 * changed stays as typed and is named.
 */
export function merge(
  base: Draft,
  mine: Draft,
  theirs: Account,
): { draft: Draft; conflicts: Conflict[] } {
  const other = draftOf(theirs);
  const draft = { ...mine };
  const conflicts: Conflict[] = [];
  for (const field of changedFields(base, other)) {
    if (mine[field].trim() === base[field].trim()) {
      draft[field] = other[field];
    } else if (mine[field].trim() !== other[field].trim()) {
      conflicts.push({ field, mine: mine[field], theirs: other[field] });
    }
  }
  return { draft, conflicts };
}

/**
 * The form after it was saved: what the service made of what was sent, under what has been typed
 * since.
 */
export function afterSaving(sent: Draft, mine: Draft, saved: Account): Draft {
  const draft = draftOf(saved);
  for (const field of accountFields) {
    if (mine[field] !== sent[field]) {
      draft[field] = mine[field];
    }
  }
  return draft;
}

function trimmed(draft: Draft): Draft {
  const entries = accountFields.map((field) => [field, draft[field].trim()] as const);
  return Object.fromEntries(entries) as Draft;
}
