// The overview: tiles, timeline, worst addresses.
import type { Locator } from "@playwright/test";

import { numberIn } from "../support/numbers";
import { Frame } from "./frame";

export interface WorstRow {
  readonly risk: number;
  readonly address: string;
  readonly href: string | null;
}

export class OverviewPage extends Frame {
  panel(name: string): Locator {
    return this.page.getByRole("region", { name });
  }

  /** The tile with this label. */
  tile(label: string): Locator {
    return this.page.locator(".kpi").filter({ has: this.page.getByText(label, { exact: true }) });
  }

  async labels(): Promise<string[]> {
    return this.page.locator(".kpi-label > :first-child").allInnerTexts();
  }

  /** The whole count behind a tile's short number. */
  async count(label: string): Promise<number> {
    return numberIn((await this.tile(label).locator(".kpi-value").getAttribute("title")) ?? "");
  }

  rows(panel: string): Locator {
    return this.panel(panel).locator("tbody tr");
  }

  async worst(): Promise<WorstRow[]> {
    return this.rows("Worst addresses now").evaluateAll((rows) =>
      rows.map((row) => {
        const link = row.querySelector("a");
        return {
          risk: Number(row.querySelector("th")?.textContent?.trim()),
          address: link?.textContent?.trim() ?? "",
          href: link?.getAttribute("href") ?? null,
        };
      }),
    );
  }
}
