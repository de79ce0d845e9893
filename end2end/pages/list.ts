// A long table: filters, chips, headings, pages, menu of values.
import type { Locator } from "@playwright/test";

import { numberIn } from "../support/numbers";
import { Frame } from "./frame";

export class ListPage extends Frame {
  readonly rows = this.page.locator("main .table-frame:not(details *) tbody tr");
  readonly chips = this.page.getByRole("navigation", { name: /^Filters that hold/ });
  readonly menu = this.page.getByRole("group", { name: "What to do with this value" });
  readonly surface = this.page.getByRole("group", { name: /^Chart/ });

  heading_of(column: string): Locator {
    return this.page.getByRole("columnheader", { name: column });
  }

  field(name: string): Locator {
    return this.page.locator(`.filters [name="${name}"]`);
  }

  async filter(): Promise<void> {
    await this.page.getByRole("button", { name: "Filter", exact: true }).click();
  }

  /** What stands before the pages: `1–50 of 1 714`. */
  get shown(): Locator {
    return this.page.locator(".linked-label").first();
  }

  async total(): Promise<number> {
    return numberIn((await this.shown.innerText()).split(" of ")[1] ?? "");
  }

  /** The values of a column, by the field they are filtered by. */
  async values(field: string): Promise<string[]> {
    return this.rows.locator(`[data-field="${field}"]`).evaluateAll((all) => all.map((one) => one.getAttribute("data-value") ?? ""));
  }
}
