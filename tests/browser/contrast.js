// Every visible text of the page that stands out from what it is written on by less than `least` to 1 (WCAG 2.2, 1.4.3).
// Not judged: icons and the signs of legends, which are drawings; controls that cannot be used; texts on a heat map,
// which is a picture (tests/core/test_atlas.py and test_charts_compare.py have those).
(least) => {
  const SKIPPED = "[data-testid*=Icon], style, script, canvas, [disabled], [aria-disabled=true], [data-testid=stWidgetLabelHelp]";
  const rgba = (text) => {
    const parts = (text.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
    const [r, g, b, a = 1] = text.startsWith("color(srgb") ? [...parts.slice(0, 3).map((part) => part * 255), parts[3]] : parts;
    return [r, g, b, a];
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const linear = (part) => ((part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  function ground(element) {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reduceRight((under, top) => over(top, under), [255, 255, 255, 1]);
  }

  // What a chart has drawn under the middle of a text: bars, boxes and bands, the last one on top.
  function drawn(text, under) {
    const plot = text.closest(".js-plotly-plot");
    const { x, y, width, height } = text.getBoundingClientRect();
    const [across, down] = [x + width / 2, y + height / 2];
    for (const shape of plot.querySelectorAll(".point > path, .slice > path, .surface, .shapelayer path")) {
      const box = shape.getBoundingClientRect();
      const { fill, fillOpacity, opacity } = getComputedStyle(shape);
      if (across < box.left || across > box.right || down < box.top || down > box.bottom || !fill.includes("(")) continue;
      if (fill.startsWith("url") || shape.closest(".scatterlayer")) continue;
      const [r, g, b, a] = rgba(fill);
      under = over([r, g, b, a * fillOpacity * opacity], under);
    }
    return under;
  }

  const faint = [];
  const walker = document.createTreeWalker(document.querySelector(".stApp"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const said = walker.currentNode.data.trim();
    if (!said || /^[●┃■○◆]$/.test(said) || element.closest(SKIPPED) || element.closest(".js-plotly-plot")?.querySelector(".heatmaplayer image")) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const chart = element.closest("svg");
    const style = getComputedStyle(element);
    const [r, g, b, a] = rgba(chart ? style.fill : style.color);
    let alpha = a * (chart ? style.fillOpacity : 1);
    for (let at = element; at; at = at.parentElement) alpha *= getComputedStyle(at).opacity;
    const outside = element.closest("[data-testid=stSliderThumbValue]")?.closest(".stSlider"); // over the knob, not on it
    const under = chart ? drawn(element, ground(chart.closest("div"))) : ground(outside ?? element);
    const shown = over([r, g, b, alpha], under);
    const found = contrast(shown, under);
    if (found < least) faint.push(`${found.toFixed(2)} «${said}» ${shown.slice(0, 3).map(Math.round)} on ${under.slice(0, 3).map(Math.round)}`);
  }
  return faint;
}
