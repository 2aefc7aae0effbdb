"""How near to the target? One slim bar with the target as a tick, and where it should be by now as a notch.

The words stand above it, on the page.
"""

from __future__ import annotations

from smarketing.charts.drawing import Drawn, figure
from smarketing.charts.once import once
from smarketing.charts.theme import Look
from smarketing.metrics.registry import Metric


@once
def draw(
    actual: float,
    target: float | None,
    metric: Metric,
    *,
    look: Look,
    colour: str,
    ideal: float | None = None,
    whole: float | None = None,
    height: int = 18,
) -> Drawn:
    """A bar up to `actual` on a faint track, a tick at `target`; the track ends at the larger of the two.

    whole: where the track ends instead: 1 for a share.
    ideal: where it should be by now; a notch through the bar, as wide as its edges let be seen on any colour.
    """
    most = whole or max(actual, target or 0) or 1
    made = figure(look=look, height=height, barmode="overlay", margin={"l": 0, "r": 4, "t": 2, "b": 2})
    for value, painted, thick in ((most, look.faint, 0.9), (actual, colour, 0.9)):
        made.add_bar(orientation="h", x=[value], y=[0], width=thick, marker={"color": painted}, hoverinfo="skip")
    if target is not None:
        made.add_shape(type="line", x0=target, x1=target, y0=-0.5, y1=0.5, line={"color": look.target, "width": 3})
    if ideal is not None:
        for painted, thick in ((look.background, 6), (look.ink, 2)):
            made.add_shape(type="line", x0=ideal, x1=ideal, y0=-0.5, y1=0.5, line={"color": painted, "width": thick})
    made.update_xaxes(range=[0, most * 1.01], visible=False)
    made.update_yaxes(range=[-0.5, 0.5], visible=False)
    aimed = f", target {look.say(target, metric.unit)}" if target is not None else ""
    due = f", {look.say(ideal, metric.unit)} by now" if ideal is not None else ""
    return Drawn(made, f"{metric.name}: {look.say(actual, metric.unit)}{aimed}{due}.")
