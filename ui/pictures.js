// Charts as pictures, made in the browser and offline: Plotly draws the chart once more with the title, subtitle and
// source that the page writes as text around it; we put the font into the SVG, and make the PNG of that.
(() => {
  const MARK = "dti-picture"; // the file name by which Plotly's own download is recognised and taken over
  const SVG = "Download plot as an SVG"; // English as Plotly's own; shell.js translates
  const FONTS = [["400", "Regular"], ["700", "Bold"]];
  const SCALE = 2; // pixels of a PNG for each of the page's
  const TITLE = { size: 17, line: 22, weight: 700 };
  const SUBTITLE = { size: 13, line: 17, weight: 400 };
  const SOURCE = { size: 11, line: 15, weight: 400 };
  const EDGE = 12;
  const FAMILY = "Be Vietnam Pro";
  const DARKER = 'text[style*="fill: rgb(128, 132, 149)"]{fill:#46515D!important}'; // as in shell.css

  const brush = document.createElement("canvas").getContext("2d");

  // `text` in lines of at most `room` px
  function lines(text, { size, weight }, room) {
    brush.font = `${weight} ${size}px "${FAMILY}", sans-serif`;
    const made = [""];
    for (const word of text.split(/[ \t\n]+/).filter(Boolean)) {
      const longer = `${made.at(-1)} ${word}`.trim();
      if (made.at(-1) && brush.measureText(longer).width > room) made.push(word);
      else made[made.length - 1] = longer;
    }
    return made.filter(Boolean);
  }

  // What Plotly needs to draw `chart` with its heading and its source: data, layout, configuration.
  function headed(chart) {
    const full = chart._fullLayout;
    const { title = "", subtitle = "", source = "" } = chart.layout.meta ?? {};
    const room = full.width - 2 * EDGE;
    const [first, second, third] = [lines(title, TITLE, room), lines(subtitle, SUBTITLE, room), lines(source, SOURCE, room)];
    const head = first.length || second.length ? EDGE + first.length * TITLE.line + second.length * SUBTITLE.line + 8 : 0;
    const foot = third.length ? third.length * SOURCE.line + EDGE : 0;
    const layout = structuredClone(chart.layout);
    const { backgroundColor: ground, color: ink } = getComputedStyle(document.querySelector(".stApp"));
    const { l, r, t, b } = full._size;
    const over = { showarrow: false, align: "left", x: 0, xref: "paper", xanchor: "left", xshift: EDGE - l, yref: "paper" };
    const note = (text, font, place) => ({ ...over, ...place, text: text.join("<br>"), font: { ...font, family: `${FAMILY}, sans-serif` } });
    const top = t + head - EDGE;
    layout.annotations = [
      ...(layout.annotations ?? []),
      ...(first.length ? [note(first.map((line) => `<b>${line}</b>`), { size: TITLE.size, color: ink }, { y: 1, yanchor: "top", yshift: top })] : []),
      ...(second.length ? [note(second, { size: SUBTITLE.size, color: ink }, { y: 1, yanchor: "top", yshift: top - first.length * TITLE.line - 2 })] : []),
      ...(third.length ? [note(third, { size: SOURCE.size }, { y: 0, yanchor: "bottom", yshift: 4 - b - foot })] : []),
    ];
    Object.assign(layout, {
      width: full.width, height: full.height + head + foot, autosize: false, paper_bgcolor: ground,
      margin: { l, r, t: t + head, b: b + foot, autoexpand: false },
    });
    return { data: structuredClone(chart.data), layout, config: { topojsonURL: chart._context.topojsonURL } };
  }

  // The chart as Plotly's SVG text. Plotly offers no function to us but its button, which ends in a download: that
  // download is stopped and read instead.
  function drawn(chart) {
    const button = chart._fullLayout._modeBar.buttons.flat().find(({ name }) => name === "toImage");
    const spec = headed(chart);
    const options = { format: "svg", filename: MARK, width: spec.layout.width, height: spec.layout.height };
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => { stop(); reject(new Error("no picture")); }, 30000);
      function taken(event) {
        if (!event.target.download?.startsWith?.(MARK)) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        stop();
        fetch(event.target.href).then((answer) => answer.text()).then(resolve, reject);
      }
      function stop() {
        clearTimeout(timer);
        document.removeEventListener("click", taken, true);
      }
      document.addEventListener("click", taken, true);
      button.click({ ...spec, _context: { ...chart._context, toImageButtonOptions: options, displayNotifier: false } });
    });
  }

  let fonts = null;
  const base64 = (blob) =>
    new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
      reader.readAsDataURL(blob);
    });

  async function faces() {
    const made = FONTS.map(async ([weight, name]) => {
      const answer = await fetch(`${window.__streamlit.BACKEND_BASE_URL}app/static/fonts/BeVietnamPro-${name}.woff2`);
      const data = await base64(await answer.blob());
      return `@font-face{font-family:"${FAMILY}";font-weight:${weight};src:url(data:font/woff2;base64,${data}) format("woff2")}`;
    });
    return (await Promise.all(made)).join("");
  }

  // The SVG with its font in it and its title for those who do not see it.
  async function picture(chart) {
    const page = new DOMParser().parseFromString(await drawn(chart), "image/svg+xml");
    const root = page.documentElement;
    fonts ??= faces();
    const style = page.createElementNS(root.namespaceURI, "style");
    style.textContent = (await fonts) + DARKER;
    const title = page.createElementNS(root.namespaceURI, "title");
    title.textContent = chart.layout.meta?.title ?? "";
    root.prepend(title, style);
    return new XMLSerializer().serializeToString(root);
  }

  async function raster(svg, { width, height }) {
    const image = new Image();
    const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    try {
      image.src = address;
      await image.decode();
      const canvas = Object.assign(document.createElement("canvas"), { width: width * SCALE, height: height * SCALE });
      const context = canvas.getContext("2d");
      context.scale(SCALE, SCALE);
      context.drawImage(image, 0, 0, width, height);
      return await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    } finally {
      URL.revokeObjectURL(address);
    }
  }

  function hand(blob, name) {
    const address = URL.createObjectURL(blob);
    const link = Object.assign(document.createElement("a"), { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  async function save(chart, format) {
    const svg = await picture(chart);
    const { width, height } = chart._fullLayout;
    const whole = svg.match(/<svg[^>]*? height="([\d.]+)"/);
    const size = { width, height: whole ? Number(whole[1]) : height };
    const blob = format === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await raster(svg, size);
    hand(blob, `${chart._context.toImageButtonOptions.filename}.${format}`);
  }

  // Beside Plotly's button, which asks for a PNG, one that asks for an SVG; a click on either is ours.
  function offer(bar) {
    const group = bar.querySelector(".modebar-group");
    if (!group || group.querySelector("[data-dti]")) return;
    const own = group.querySelector(".modebar-btn");
    if (!own) return;
    own.dataset.dti = "png";
    const other = own.cloneNode(true);
    Object.assign(other.dataset, { dti: "svg", title: SVG });
    other.setAttribute("aria-label", SVG);
    other.innerHTML = '<svg viewBox="0 0 24 24" class="icon" height="1em" width="1em"><path d="M3 20 9 8l4 6 3-4 5 10zM17 3a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5"/></svg>';
    other.querySelector("path").setAttribute("style", own.querySelector("path")?.getAttribute("style") ?? "");
    group.append(other);
  }

  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest?.("[data-dti]");
      if (!button) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const chart = button.closest(".js-plotly-plot");
      if (button.dataset.busy) return;
      button.dataset.busy = "yes";
      save(chart, button.dataset.dti).finally(() => delete button.dataset.busy);
    },
    true,
  );

  new MutationObserver((records) => {
    for (const { addedNodes, target } of records) {
      for (const node of addedNodes) {
        if (node.nodeType !== Node.ELEMENT_NODE) continue;
        const bar = node.closest(".modebar");
        if (bar) offer(bar);
        else node.querySelectorAll?.(".modebar").forEach(offer);
      }
      if (target.closest?.(".modebar")) offer(target.closest(".modebar"));
    }
  }).observe(document, { childList: true, subtree: true });
})();
