// What every page has: navigation, search, theme.
import type { Locator, Page, Response } from "@playwright/test";

import { expect } from "../support/test";
import type { Theme } from "../support/theme";
import { BACKGROUND } from "../support/theme";

export class Frame {
  readonly navigation: Locator;
  readonly main: Locator;
  readonly heading: Locator;
  readonly search: Locator;
  readonly themeSwitch: Locator;
  readonly zoneSwitch: Locator;
  readonly syntheticNotice: Locator;

  constructor(readonly page: Page) {
    this.navigation = page.getByRole("navigation", { name: "Pages" });
    this.main = page.getByRole("main");
    this.heading = page.getByRole("heading", { level: 1 });
    this.search = page.getByRole("search", { name: "Everywhere" });
    this.themeSwitch = page.getByRole("button", { name: "Switch between light and dark" });
    this.zoneSwitch = page.getByRole("button", { name: "local time" });
    this.syntheticNotice = page.getByText("Synthetic data.");
  }

  /** Opens a path and answers with what the server said. */
  async open(path: string): Promise<Response> {
    const response = await this.page.goto(path);
    if (!response) {
      throw new Error(`${path}: no answer`);
    }
    return response;
  }

  /** Opens a path and waits for the browser half. */
  async openHydrated(path: string): Promise<Response> {
    const response = await this.open(path);
    await this.hydrated();
    return response;
  }

  /** Waits until keys are answered: what the server wrote looks the same before. */
  async hydrated(): Promise<void> {
    const field = this.search.getByRole("searchbox");
    await expect(async () => {
      await this.page.keyboard.press("Control+k");
      await expect(field).toBeFocused({ timeout: 100 });
    }).toPass({ intervals: [50, 100, 200] });
    await field.blur();
  }

  /** Switches to a theme, if the page is not in it already. */
  async chooseTheme(theme: Theme): Promise<void> {
    if ((await this.preference("theme")) !== theme) {
      await this.themeSwitch.click();
      // From a choice of the system the first switch is to the other theme.
      if ((await this.preference("theme")) !== theme) {
        await this.themeSwitch.click();
      }
    }
    await expect(this.page.locator("html")).toHaveCSS("background-color", BACKGROUND[theme]);
  }

  async searchFor(text: string): Promise<void> {
    await this.search.getByRole("searchbox").fill(text);
    await this.search.getByRole("button", { name: "Investigate" }).click();
  }

  /** The value the root carries for a preference, `null` when nothing was chosen. */
  async preference(name: "theme" | "nav"): Promise<string | null> {
    return this.page.locator("html").getAttribute(`data-${name}`);
  }
}
