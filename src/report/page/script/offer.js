// What a Rancher is offered: the same as `offer.rs` makes for the newest one.

function offer(rancher) {
  const sections = data.sections.map((section) => offerOfSection(section, rancher));
  return data.rke ? [...sections, offerOfRke(rancher)] : sections;
}

// The place of a Rancher among the turns of a distribution.
function turnOf(section, rancher) {
  return place(section.turns, (turn) => compare(turn, rancher) <= 0) - 1;
}

// Why a release is hidden at a turn, and by which bound; null where it is not.
function hiddenAt(each, turn) {
  if (!each.seen) return ["no-window", each.unread];
  if (turn < each.seen[0]) return ["below-min", each.bounds[0]];
  return turn >= each.seen[1] ? ["above-max", each.bounds[1]] : null;
}

// The place of a Rancher among the bounds of RKE, in the other order.
function boundOf(rancher) {
  const { ranks } = data.rke;
  const own = rank(rancher);
  const below = place(ranks, (bound) => compareRanks(bound, own) < 0);
  return 2 * below + (below < ranks.length && compareRanks(ranks[below], own) === 0 ? 1 : 0);
}

// Why a version of RKE is hidden at a place among the bounds, and by which bound; null where it is not.
function hiddenFrom(each, at) {
  return each.at[place(each.at, ([from]) => from <= at) - 1]?.[1] ?? null;
}

function offerOfSection(section, rancher) {
  if (section.fault) {
    return h("section", { class: "dist" }, h("h3", null, section.key),
      h("p", { class: "wrong" }, `Does not load, so nothing is offered: ${section.fault}`));
  }
  const turn = turnOf(section, rancher);
  const [version, isOfChannel, rule] = section.answers[turn];
  const split = splitBy(section.releases, (each) => hiddenAt(each, turn));
  const chosen = section.rules[rule];
  return h("section", { class: "dist" }, h("h3", null, section.key),
    h("p", null, `${count(split.offered.length, "release")} offered, `,
      version === null ? h("b", { class: "wrong" }, "none by default") : [
        "by default ", h("b", { class: "default" }, "★ ", h("a", { href: link(section.key, version) }, version)),
        isOfChannel && h("b", { class: "wrong" }, ", of the channel `default`"),
      ],
      chosen && [": the newest of ", h("code", null, chosen[1]), " for Rancher ", h("code", null, chosen[0])]),
    lists(section.key, split, version));
}

// Whether Rancher has RKE at all.
function knowsRke(rancher) {
  const [major, minor] = rancher.split(".").map(Number);
  return major < data.rke.last[0] || (major === data.rke.last[0] && minor <= data.rke.last[1]);
}

function offerOfRke(rancher) {
  const section = (...children) => h("section", { class: "dist" }, h("h3", null, "rke"), children);
  if (!knowsRke(rancher)) return section(h("p", null, `None: Rancher after ${data.rke.last.join(".")} has no RKE1.`));
  const at = boundOf(rancher);
  const split = splitBy(data.rke.versions, (each) => hiddenFrom(each, at));
  // An exact entry counts before the one for all others (`getDefaultK8sVersion`).
  const key = [rancher, "default"].find((name) => Object.hasOwn(data.rke.defaults, name) && data.rke.defaults[name]);
  const value = key && data.rke.defaults[key];
  const minor = value?.split(".").slice(0, 2).join(".");
  const version = key && (split.offered.find((each) => each.minor === minor)?.v ?? null);
  return section(
    h("p", null, `${count(split.offered.length, "version")} offered, `,
      key === undefined ? h("b", { class: "wrong" }, "none by default") : [
        "by default ",
        version === null ? h("b", { class: "wrong" }, "nothing")
          : h("b", { class: "default" }, "★ ", h("a", { href: link("rke", version) }, version)),
        ": ", h("code", null, key), " is ", h("code", null, value),
      ]),
    lists("rke", split, version));
}

// What is offered, and what is hidden by reason.
function splitBy(releases, hidden) {
  const split = { offered: [], hidden: new Map(Object.keys(data.reasons).map((reason) => [reason, []])) };
  for (const each of releases) {
    const why = hidden(each);
    if (why) split.hidden.get(why[0]).push({ ...each, bound: why[1] });
    else split.offered.push(each);
  }
  return split;
}

function lists(area, { offered, hidden }, standard) {
  const name = (each) => [
    each.v === standard && !each.shadowed && h("b", { class: "default", title: "default" }, "★ "), release(area, each.v),
  ];
  const names = (all) => h("ul", { class: "names" }, all.map((each) => h("li", null, name(each))));
  const older = (all) => h("details", null, h("summary", null, `${all.length} more`), names(all));
  const all = [...hidden.values()].reduce((sum, each) => sum + each.length, 0);
  const bounds = (each) => [...new Set(each.map(({ bound }) => bound).filter(Boolean))].join(", ");
  return [
    offered.length > 0 && table(null, ["Minor", "Newest", "Older"], byMinor(offered).map(([minor, [first, ...rest]]) =>
      [minor, name(first), rest.length > 0 && older(rest)])),
    all > 0 && h("details", { class: "hidden" }, h("summary", null, `${all} not offered`),
      [...hidden].filter(([, each]) => each.length > 0).map(([reason, each]) =>
        table(data.reasons[reason], ["Minor", "Bound", "Releases"],
          byMinor(each).map(([minor, of]) => [minor, bounds(of), of.length > 1 ? folded(`${of.length}: ${of[0].v} … ${of.at(-1).v}`, () => names(of)) : release(area, of[0].v)])))),
  ];
}
