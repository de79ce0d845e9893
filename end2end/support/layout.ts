// What can be wrong with a page's shape, measured in the browser.
import type { Locator, Page } from "@playwright/test";

/** Elements that reach beyond the right edge of the document, unless a frame of their own scrolls. */
export async function sidewaysOverflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) {
      return [];
    }
    const guilty = [...document.querySelectorAll("body *")].filter((element) => {
      const inFrame = element.closest(".table-frame, svg, .visually-hidden");
      return !inFrame && element.getBoundingClientRect().right > root.clientWidth + 0.5;
    });
    const names = guilty.map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`);
    return [`document is ${root.scrollWidth} px wide in ${root.clientWidth} px`, ...new Set(names)];
  });
}

/** Visible text smaller than 12 px. */
export async function smallText(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const small = [];
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      const text = walker.currentNode.textContent?.trim();
      if (text && element?.checkVisibility() && parseFloat(getComputedStyle(element).fontSize) < 12) {
        small.push(`${element.tagName.toLowerCase()}: ${text.slice(0, 40)}`);
      }
    }
    return small;
  });
}

/** Text boxes that lie over one another inside the main content. */
export async function overlappingText(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const leaves = [...document.querySelectorAll("main :is(h1,h2,h3,p,dt,dd,li,label,summary,th,td,figcaption)")].filter(
      (element) => element.checkVisibility() && !element.closest("svg, .visually-hidden, .table-frame") && element.textContent?.trim(),
    );
    const boxes = leaves.map((element) => ({ element, box: element.getBoundingClientRect() }));
    const found = [];
    for (const [at, one] of boxes.entries()) {
      for (const other of boxes.slice(at + 1)) {
        if (one.element.contains(other.element) || other.element.contains(one.element)) {
          continue;
        }
        const width = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const height = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (width > 1 && height > 1) {
          found.push(`“${one.element.textContent?.slice(0, 30)}” over “${other.element.textContent?.slice(0, 30)}”`);
        }
      }
    }
    return found;
  });
}

/** Hour labels of a chart that do not stand at the start of the column they name. */
export async function misplacedHours(chart: Locator): Promise<string[]> {
  return chart.evaluate((figure) => {
    const columns = [...figure.querySelectorAll(".hit")].map((hit) => ({
      hour: hit.querySelector("title")?.textContent?.slice(0, 5),
      box: hit.getBoundingClientRect(),
    }));
    const labels = [...figure.querySelectorAll(".chart-hours > *")];
    return labels.flatMap((label) => {
      const left = label.getBoundingClientRect().left;
      const named = columns.filter((column) => column.hour === label.textContent?.trim());
      const isNear = named.some(({ box }) => Math.abs(box.left - left) <= box.width / 2);
      const off = Math.min(...named.map(({ box }) => Math.abs(box.left - left) / box.width));
      return isNear ? [] : [`${label.textContent} stands ${off.toFixed(1)} hours away from its column`];
    });
  });
}
