// Makes the world map the program carries from registry packages: target/reference/world.tsv, one
// country a line: ISO code, and its outlines as x,y pairs on a plane of 1000 × 450 units
// (longitude −180 to 180, latitude 84 to −58), outlines separated by semicolons.
// Shapes: world-atlas (Natural Earth, public domain), 1:110 million.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(dirname(here), "target/reference");
const shapes = join(here, "node_modules/world-atlas/countries-110m.json");
const WIDTH = 1000;
const HEIGHT = 450;
const [NORTH, SOUTH] = [84, -58];

if (existsSync(shapes)) {
  const text = world(JSON.parse(readFileSync(shapes, "utf8")));
  const file = join(out, "world.tsv");
  mkdirSync(out, { recursive: true });
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
} else {
  console.log("world map: the package world-atlas is not installed; the map will be missing");
}

function world({ arcs, transform, objects }) {
  const countries = createRequire(import.meta.url)("i18n-iso-countries");
  const { scale: [sx, sy], translate: [tx, ty] } = transform;
  const lines = arcs.map((arc) => {
    let [x, y] = [0, 0];
    return arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return [x * sx + tx, y * sy + ty];
    });
  });
  const arc = (index) => (index < 0 ? lines[~index].slice().reverse() : lines[index]);
  const ring = (indexes) => indexes.flatMap((index, at) => (at === 0 ? arc(index) : arc(index).slice(1)));
  const placed = ([longitude, latitude]) => [
    Math.round(((longitude + 180) / 360) * WIDTH),
    Math.round(((NORTH - Math.min(NORTH, Math.max(SOUTH, latitude))) / (NORTH - SOUTH)) * HEIGHT),
  ];
  // An outline over the antimeridian is drawn twice, each time cut at one edge of the plane.
  const halves = (points) => {
    let shift = 0;
    const unwrapped = points.map(([x, y], at) => {
      const step = at === 0 ? 0 : x - points[at - 1][0];
      if (step > 180) shift -= 360;
      if (step < -180) shift += 360;
      return [x + shift, y];
    });
    const moved = (by) => unwrapped.map(([x, y]) => [Math.min(180, Math.max(-180, x + by)), y]);
    const xs = unwrapped.map(([x]) => x);
    const [west, east] = [Math.min(...xs), Math.max(...xs)];
    return [moved(0), ...(east > 180 ? [moved(-360)] : []), ...(west < -180 ? [moved(360)] : [])];
  };
  const rows = [];
  for (const { id, type, arcs: parts } of objects.countries.geometries) {
    const code = countries.numericToAlpha2(id);
    if (!code || code === "AQ") continue;
    const outlines = (type === "Polygon" ? [parts] : parts)
      .flatMap(([outer]) => halves(ring(outer)))
      .map((outline) => outline.map(placed).filter(([x, y], at, all) => at === 0 || x !== all[at - 1][0] || y !== all[at - 1][1]))
      .filter((points) => points.length > 2);
    if (outlines.length > 0) rows.push(`${code}\t${outlines.map((points) => points.map((p) => p.join(",")).join(" ")).join(";")}\n`);
  }
  return rows.sort().join("");
}
