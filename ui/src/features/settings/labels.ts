import type { AccountField } from "./merge";

/** The sentence that names each field. */
export const accountLabels: Record<AccountField, string> = {
  company_name: "company-name",
  contact_name: "contact-name",
  contact_email: "contact-email",
  phone: "phone",
  tax_id: "tax-id",
  billing_address: "billing-address",
  locale: "document-language",
};
