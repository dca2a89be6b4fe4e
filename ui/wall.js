// The wall (ui/wall.py): which slide is shown is one number on <html>, turned here, in the browser: no rerun, and never
// two slides, however slowly they arrive. The address keeps the number, so that a link opens there.
(() => {
  const root = document.documentElement;
  const params = () => new URLSearchParams(location.search);
  let left = false; // Esc was pressed; the server has not taken the wall away yet

  const wall = () => document.querySelector(".st-key-meeting_wall");
  const count = () => Number(document.querySelector("[data-wall-slides]")?.dataset.wallSlides ?? Infinity);
  const here = () => Math.max(0, Math.min(Number(root.dataset.slide) || 0, count() - 1));

  function scale() {
    const turned = innerWidth < 640 && innerHeight > innerWidth; // a phone held upright: turn it to read
    const [across, down] = turned ? [innerHeight, innerWidth] : [innerWidth, innerHeight];
    root.style.setProperty("--wall-scale", String(Math.min(across / 1280, down / 720)));
    root.style.setProperty("--wall-turn", turned ? "90deg" : "0deg");
    root.style.setProperty("--wall-cos", turned ? "0" : "1");
    root.style.setProperty("--wall-sin", turned ? "1" : "0");
    const app = document.querySelector(".stApp");
    if (app) root.style.setProperty("--wall-ground", getComputedStyle(app).backgroundColor);
  }

  function show(number) {
    const next = Math.max(0, Math.min(number, count() - 1));
    root.dataset.slide = String(next);
    const address = new URL(location.href);
    if (next) address.searchParams.set("trang", String(next));
    else address.searchParams.delete("trang");
    if (address.href !== location.href) history.replaceState(history.state, "", address);
  }

  function settle() {
    const there = wall() !== null;
    if (!there) left = false;
    const on = !left && (there || (params().get("trinh-chieu") === "1" && !document.querySelector(".stMain h1")));
    if (on === "wall" in root.dataset) {
      if (on && root.dataset.slide !== String(here())) show(here());
      return;
    }
    if (on) {
      root.dataset.slide = params().get("trang")?.match(/^\d{1,3}$/)?.[0] ?? "0";
      root.dataset.wall = "";
      scale();
      document.activeElement?.blur?.();
    } else for (const name of ["wall", "slide", "notes", "ask"]) delete root.dataset[name];
  }

  function leave() {
    left = true;
    settle();
    document.querySelector(".st-key-meeting_wall_leave button")?.click();
  }

  const toggle = (name) => {
    scale();
    if (name in root.dataset) delete root.dataset[name];
    else root.dataset[name] = "";
  };

  const does = {
    next: () => show(here() + 1), back: () => show(here() - 1), first: () => show(0), last: () => show(count() - 1),
    leave, notes: () => toggle("notes"), ask: () => toggle("ask"),
    full: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()).catch(() => {}),
  };
  const keys = {
    ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next", Enter: "next",
    ArrowLeft: "back", ArrowUp: "back", PageUp: "back", Backspace: "back", Home: "first", End: "last",
    n: "notes", h: "ask", f: "full",
  };

  addEventListener("keydown", (event) => {
    if (!("wall" in root.dataset) || event.ctrlKey || event.metaKey || event.altKey) return;
    const asking = event.target.closest?.(".st-key-meeting_wall_ask, [data-baseweb=popover]");
    if (event.key === "Escape") {
      if ("ask" in root.dataset) { // first the question, then the wall
        document.activeElement?.blur();
        delete root.dataset.ask;
      } else leave();
    } else if (asking && !/^Page(Up|Down)$/.test(event.key)) return; // the slider's own keys; a presenter's go on
    else {
      const name = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!name || (event.target.closest?.("button") && /^( |Enter)$/.test(event.key))) return;
      does[name]();
    }
    event.preventDefault();
    event.stopPropagation();
  }, true);

  addEventListener("click", (event) => {
    const name = event.target.closest?.("[data-wall-go]")?.dataset.wallGo;
    if (name) does[name]();
  });
  let still = 0; // buttons for the mouse are there while it moves
  addEventListener("mousemove", () => {
    root.dataset.moved = "";
    clearTimeout(still);
    still = setTimeout(() => delete root.dataset.moved, 2000);
  });
  addEventListener("resize", scale);
  addEventListener("beforeprint", scale);
  new MutationObserver(settle).observe(document, { childList: true, subtree: true });
  settle();
})();
