// What must hold of any page, as the browser shows it; each answers a list of faults in words.
({
  tooWide() {
    const wide = document.scrollingElement.scrollWidth;
    const spilt = [...document.querySelectorAll(".kpi *, .card *")]
      .filter(e => !e.closest(".scroll, .hush, .chips, svg, thead") && e.getBoundingClientRect().width)
      .filter(e => e.getBoundingClientRect().right
        > e.closest(".kpi, .card").getBoundingClientRect().right + 0.5)
      .map(e => `beyond its card: ${e.outerHTML.slice(0, 90)}`);
    if (wide <= innerWidth) return spilt;
    const beyond = [...document.querySelectorAll("body *")]
      .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll"))
      .map(e => `${e.tagName.toLowerCase()}.${e.className}`);
    return [`${wide} px wide at ${innerWidth}: ${beyond.slice(0, 5).join(", ")}`];
  },

  // WCAG 2.5.8 lets a link inside a sentence be as high as its line: what stands alone counts.
  tooSmall({target, button}) {
    const box = e => (e.closest("label") || e).getBoundingClientRect();
    const alone = e => {
      const around = e.matches("a") && e.parentElement.closest("p, li, td, th, dd, dt, h1, h2, h3");
      return !around || around.textContent.trim() === e.textContent.trim();
    };
    return [...document.querySelectorAll("a[href], button, summary, select, textarea, input")]
      .filter(e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}))
      .filter(e => e.type !== "hidden" && !e.matches(".skip, .hush") && alone(e))
      .filter(e => box(e).width > 0)
      .filter(e => box(e).width < target - 0.5
        || box(e).height < (e.matches(".btn, .chip, .nav a") ? button : target) - 0.5)
      .map(e => `${e.outerHTML.slice(0, 90)}: ${box(e).width | 0}x${box(e).height | 0} px`);
  },

  misshapen({language}) {
    const root = document.documentElement;
    const headings = document.querySelectorAll("h1").length;
    // Without a line there is nobody to ask for another language.
    const isOffline = document.querySelector("[data-retry-online], #collecting, #till");
    const faults = (isOffline ? [] : ["id", "en"])
      .filter(code => !document.querySelector(`form.langs button[name=language][value=${code}]`))
      .map(code => `no switch to ${code}`);
    if (headings !== 1) faults.push(`${headings} h1`);
    if (root.lang !== language) faults.push(`lang=${root.lang}`);
    return faults;
  },

  // Without `rules`: all that are on by default, the best practices too, and the size of targets.
  async inaccessible() {
    const rules = {"target-size": {enabled: true}};
    const {violations} = await axe.run(document, {resultTypes: ["violations"], rules});
    return violations.map(({id, nodes}) =>
      `${id} (${nodes.length}): ${nodes[0].html.slice(0, 160)}: ${nodes[0].failureSummary}`);
  },
})
