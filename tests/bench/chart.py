# SPDX-License-Identifier: GPL-2.0-only
"""The report as a chart: bars of both PV guests, row by row, as SVG."""

LABEL, PLOT, VALUE = 165, 420, 95
BAR, GAP = 9, 9
LONGEST = 6.0
STYLE = '''
text { font: 12px sans-serif; fill: #24292f; }
.small { font-size: 11px; fill: #57606a; }
.head { font-size: 14px; font-weight: bold; }
.mainline { fill: #b08a4a; } .ours { fill: #2f81c7; }
.line { stroke: #8c959f; stroke-width: 1; } .native { stroke-dasharray: 3 3; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; } .small { fill: #9aa4af; }
}'''


class Drawing:
    """Elements from top to bottom"""

    def __init__(self):
        self.y = 24
        self.parts = []

    def text(self, x, text, style='', anchor='start', y=None):
        self.parts.append(f'<text x="{x:.1f}" y="{self.y if y is None else y:.1f}" '
                          f'class="{style}" text-anchor="{anchor}">{text}</text>')

    def bar(self, y, width, style):
        self.parts.append(f'<rect x="{LABEL}" y="{y:.1f}" width="{max(width, 1):.1f}" '
                          f'height="{BAR}" rx="1.5" class="{style}"/>')

    def upright(self, x, top, bottom, style):
        self.parts.append(f'<line x1="{x:.1f}" y1="{top:.1f}" x2="{x:.1f}" y2="{bottom:.1f}" '
                          f'class="line {style}"/>')

    def svg(self):
        width = LABEL + PLOT + VALUE
        return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{self.y:.0f}" '
                f'viewBox="0 0 {width} {self.y:.0f}">\n'
                '<!-- SPDX-License-Identifier: GPL-2.0-only -->\n'
                f'<style>{STYLE}\n</style>\n' + '\n'.join(self.parts) + '\n</svg>\n')


def panel(d, title, rows):
    """rows: (name, mainline, ours), both in parts of what 1 stands for"""
    if not rows:
        return
    d.text(8, title, 'head')
    d.y += 14
    top = d.y
    most = min(LONGEST, max(1.0, *(max(m, o) for _, m, o in rows)))
    for name, mainline, ours in rows:
        d.text(LABEL - 8, name, '', 'end', d.y + BAR + 4)
        for value, style in ((mainline, 'mainline'), (ours, 'ours')):
            width = PLOT * min(value, most) / most
            d.bar(d.y, width, style)
            d.text(LABEL + width + 5, f'{value:.2f}' + (' (cut)' if value > most else ''), 'small',
                   'start', d.y + BAR)
            d.y += BAR + 1
        d.y += GAP
    d.upright(LABEL, top - 4, d.y - GAP + 4, '')
    d.upright(LABEL + PLOT / most, top - 4, d.y - GAP + 4, 'native')
    d.y += 22


def draw(figures, rows, facts):
    compared, devices = [], []
    for row in rows:
        native, mainline, ours = figures.kernel_rows(row)
        if None in (mainline, ours):
            continue
        if native:
            compared.append((row, mainline / native, ours / native))
        else:
            devices.append((row, 1.0, ours / mainline))
    d = Drawing()
    d.text(8, f'Linux {facts["linux"]} as a PV guest of Xen {facts["xen"].split("+")[0]}: '
              'instructions of one operation', 'head')
    d.y += 20
    for x, style, name in ((8, 'mainline', "mainline's XEN_PV"), (160, 'ours', 'linux-pv')):
        d.parts.append(f'<rect x="{x}" y="{d.y - 9}" width="12" height="{BAR}" class="{style}"/>')
        d.text(x + 18, name)
    d.text(250, 'shorter is better', 'small')
    d.y += 26
    panel(d, 'times native (dashed: 1)', compared)
    panel(d, 'disk and network, times mainline (dashed: 1)', devices)
    return d.svg()
