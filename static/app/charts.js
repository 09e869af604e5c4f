// Charts: drawn only where a page has one, in the palette of the theme; the table stays behind.
const { meta, onContent, each } = window.og;
const drawn = new Set();
let loading = null;

const library = () => {
  loading ??= new Promise((done, failed) => {
    const script = Object.assign(document.createElement("script"), { src: meta("chart-library") });
    script.onload = () => done(window.Chart);
    script.onerror = failed;
    document.head.append(script);
  });
  return loading;
};

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const FILL = { amber: "amber-line", red: "red-line", late: "late-line", grey: "line-2" };

const dataset = (type) => (series) => {
  const tone = colour(FILL[series.tone] || series.tone || "accent");
  return {
    label: series.label,
    data: series.values,
    borderColor: tone,
    backgroundColor: tone,
    borderWidth: type === "line" ? 2 : 0,
    borderDash: series.dashed ? [4, 4] : [],
    borderRadius: 2,
    pointRadius: 0,
    pointHitRadius: 12,
    tension: 0.25,
    maxBarThickness: 28,
  };
};

const axis = (spec, extra) => ({
  stacked: Boolean(spec.stacked),
  border: { display: false },
  ticks: { color: colour("ink-3"), font: { size: 11 }, maxRotation: 0, autoSkipPadding: 16, precision: 0 },
  ...extra,
});

const draw = (Chart, canvas) => {
  const spec = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
  canvas.chart?.destroy();
  canvas.chart = new Chart(canvas, {
    type: spec.type,
    data: { labels: spec.labels, datasets: spec.series.map(dataset(spec.type)) },
    options: {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: "index", intersect: false },
      font: { family: colour("font") },
      scales: { x: axis(spec, { grid: { display: false } }), y: axis(spec, { beginAtZero: true, grid: { color: colour("line") } }) },
      plugins: { legend: { display: spec.series.length > 1, align: "start", labels: { color: colour("ink-2"), boxWidth: 10, boxHeight: 10, useBorderRadius: true, borderRadius: 2 } } },
    },
  });
  canvas.dataset.drawn = "";
  drawn.add(canvas);
};

onContent((root) => each(root, "canvas[data-chart]", async (canvas) => draw(await library(), canvas)));
document.addEventListener("og:theme", async () => {
  if (!drawn.size) return;
  const Chart = await library();
  for (const canvas of drawn) canvas.isConnected ? draw(Chart, canvas) : drawn.delete(canvas);
});
