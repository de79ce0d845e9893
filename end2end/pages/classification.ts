// The desk of verdicts: form, suggestions, history, and what came of a form.
import type { Locator } from "@playwright/test";

import { Frame } from "./frame";

export interface Judged {
  readonly target: string;
  readonly verdict: "bot" | "legitimate" | "suspicious";
  readonly reason?: string;
  readonly note?: string;
  readonly name?: string;
}

export class ClassificationPage extends Frame {
  static readonly path = "/classification";

  panel(name: string): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  get form(): Locator {
    return this.panel("Judge");
  }

  get suggestions(): Locator {
    return this.panel("Worst without a verdict").locator("tbody tr");
  }

  get history(): Locator {
    return this.panel("Newest verdicts").locator("tbody tr");
  }

  async judge({ target, verdict, reason, note, name }: Judged): Promise<void> {
    await this.form.getByLabel("Addresses").fill(target);
    await this.form.getByLabel(verdict, { exact: true }).check();
    if (reason) {
      await this.form.getByLabel("Reason").selectOption({ label: reason });
    }
    await this.form.getByLabel("Note").fill(note ?? "");
    await this.form.getByLabel("Your name").fill(name ?? "");
    await this.form.getByRole("button", { name: "Judge" }).click();
  }
}
