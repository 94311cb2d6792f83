import type { CustomerSummary, SubscriptionStatus } from "./generated/commands";

const companies: [name: string, contact: string, plan: string, status: SubscriptionStatus][] = [
  ["Northwind Labs", "Elin Sørensen", "Pro", "active"],
  ["Aurora Foods", "Tomás Herrera", "Starter", "active"],
  ["北京云帆科技有限公司", "王晓明", "企业版", "active"],
  ["Blue Harbour Logistics", "Priya Nair", "Business", "grace"],
  ["東京ソリューションズ株式会社", "佐藤 美咲", "ビジネス", "active"],
  ["Castellan Insurance", "Ruth Adeyemi", "Business", "past_due"],
  ["Delft Ceramics", "Joost van Dijk", "Starter", "trialing"],
  ["上海星河零售集团", "李娜", "专业版", "cancel_scheduled"],
  ["Evergreen Clinics", "Dr. Amara Osei", "Pro", "active"],
  ["Fjordline Travel", "Ingrid Haugen", "Pro", "paused"],
  ["Gilt & Grain Bakery", "Marta Kowalska", "Starter", "expired"],
];

/** Customers of several countries, persons masked as the service masks them for staff. */
export function customersOf(): CustomerSummary[] {
  const rest = Array.from({ length: 49 }, (_, at): (typeof companies)[number] => [
    `Customer ${at + 12} Ltd`,
    "Sam Doe",
    "Pro",
    "active",
  ]);
  return [...companies, ...rest].map(([company_name, contact, plan_name, status], at) => ({
    customer_id: `cus_${at + 1}`,
    company_name,
    contact_name: `${[...contact][0]}***`,
    contact_email: `${String.fromCharCode(97 + (at % 26))}***@example.test`,
    locale: /[぀-ヿ]/.test(company_name) ? "ja" : /[一-鿿]/.test(company_name) ? "zh-CN" : "en",
    currency: "CNY",
    plan_name,
    status,
    created_at: `202${3 + (at % 3)}-0${1 + (at % 9)}-1${at % 10}T09:00:00Z`,
  }));
}
