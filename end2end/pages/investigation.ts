// The investigation of one address: ledger, cards, rows.
import type { Locator } from "@playwright/test";

import { numberIn } from "../support/numbers";
import { Frame } from "./frame";

/** A line of the ledger. */
export interface Line {
  readonly name: string;
  readonly points: number;
  readonly evidence: string;
}

export interface LedgerReading {
  readonly parts: readonly Line[];
  /** Rounding and cap, where there are any. */
  readonly corrections: readonly Line[];
  readonly score: number;
}

export class InvestigationPage extends Frame {
  readonly ledger = this.page.locator("table.ledger");
  readonly risk = this.page.getByRole("heading", { name: /^Risk \d+ of 100(, not scored yet)?$/ });
  readonly tabs = this.page.getByRole("navigation", { name: "Kinds of rows" });
  readonly rows = this.page.locator("#rows");

  static path(ip: string, tab?: string): string {
    return tab ? `/ip/${ip}?tab=${tab}` : `/ip/${ip}`;
  }

  tab(name: string): Locator {
    return this.tabs.getByRole("link", { name });
  }

  card(title: string): Locator {
    return this.page.locator(".card").filter({ has: this.page.getByRole("heading", { name: title }) });
  }

  part(name: string): Locator {
    return this.ledger.getByRole("checkbox", { name });
  }

  /** The score of the panel's heading. */
  async headline(): Promise<number> {
    return numberIn(await this.risk.innerText());
  }

  /** Reads every number of the ledger as it stands on the page. */
  async read(): Promise<LedgerReading> {
    const lines = (rows: Locator) =>
      rows.evaluateAll((all) =>
        all.map((row) => {
          const number = row.querySelector(".cell-number");
          return {
            name: row.querySelector("th")?.textContent?.trim() ?? "",
            text: (number?.childNodes[0]?.textContent ?? "").trim(),
            evidence: row.querySelector(".cell-prose")?.textContent?.trim() ?? "",
          };
        }),
      );
    const parsed = async (rows: Locator) =>
      (await lines(rows)).map(({ name, text, evidence }) => ({ name, evidence, points: numberIn(text) }));
    const [total] = await parsed(this.ledger.locator("tr.ledger-score"));
    if (!total) {
      throw new Error("the ledger has no score");
    }
    return {
      parts: await parsed(this.ledger.locator("tbody tr")),
      corrections: await parsed(this.ledger.locator("tfoot tr:not(.ledger-score)")),
      score: total.points,
    };
  }
}
