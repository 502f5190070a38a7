/// How the page is set; no address in it, so that it looks the same everywhere and offline.
enum ReportStyle {
    /// Cascading style sheet.
    static let text = """
        :root { color-scheme: light; }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 1040px; padding: 2.2rem 1.2rem 3rem; background: #fff; color: #1c1c1c;
          font: 16px/1.5 Charter, "Bitstream Charter", "Iowan Old Style", Palatino, "Palatino Linotype",
          "Liberation Serif", "Times New Roman", serif; overflow-wrap: anywhere; text-rendering: optimizeLegibility; }
        h1 { font-size: 1.9rem; line-height: 1.2; font-weight: 600; margin: 0 0 .3rem; }
        h2 { font-size: 1.3rem; line-height: 1.25; font-weight: 600; margin: 2.4rem 0 .6rem; padding-top: .5rem;
          border-top: 1px solid #1c1c1c; }
        h3 { font-size: 1.05rem; font-weight: 600; margin: 1.8rem 0 .4rem; }
        h4 { font: 600 .78rem/1.4 Helvetica, Arial, "Liberation Sans", sans-serif; margin: .8rem 0 .2rem; }
        p { margin: .5rem 0; max-width: 46rem; }
        .lead { font-size: 1.08rem; color: #3d3d3d; margin-bottom: 1rem; }
        .notice { border-left: 3px solid #a34700; padding: .3rem 0 .3rem .8rem; font-weight: 600; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.1rem; margin: 1.1rem 0;
          font-size: .93rem; }
        dt { color: #555; } dd { margin: 0; }
        code { font: .8em/1.35 "DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace; white-space: nowrap; }
        .figures { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 2.2rem 2.4rem;
          margin: 1.4rem 0; align-items: start; }
        figure { margin: 0; break-inside: avoid; }
        svg { display: block; width: 100%; height: auto; font-family: Helvetica, Arial, "Liberation Sans", sans-serif; }
        figcaption { font-size: .84rem; line-height: 1.45; color: #333; margin-top: .5rem; }
        .missing { border: 1px solid #ddd; padding: .3rem 1rem; font-size: .9rem; color: #444; }
        details { font-size: .8rem; margin-top: .3rem; color: #444; } summary { cursor: pointer; }
        details .scroll { max-height: 18rem; overflow: auto; }
        /* A shadow at the side where a table goes on: the covers move with the table, the shadows do not. */
        .scroll { overflow-x: auto; margin: .6rem 0; background: linear-gradient(to right, #fff 50%, #fff0) -2px 0,
          linear-gradient(to left, #fff 50%, #fff0) calc(100% + 2px) 0, linear-gradient(to right, #0006, #0000) left,
          linear-gradient(to left, #0006, #0000) right; background-size: 2.6rem 100%, 2.6rem 100%, 1rem 100%, 1rem 100%;
          background-repeat: no-repeat; background-attachment: local, local, scroll, scroll; }
        table { border-collapse: collapse; border-top: 1.4px solid #1c1c1c; border-bottom: 1.4px solid #1c1c1c;
          font: .8rem/1.35 Helvetica, Arial, "Liberation Sans", sans-serif; font-variant-numeric: tabular-nums;
          overflow-wrap: normal; }
        th, td { text-align: right; vertical-align: top; padding: .26rem .55rem; }
        th { font-weight: 600; } th:first-child { text-align: left; padding-left: 0; }
        td:last-child { padding-right: 0; }
        thead th { border-bottom: .8px solid #1c1c1c; vertical-align: bottom; max-width: 9.5rem; }
        bdi { overflow-wrap: anywhere; } tbody bdi { display: inline-block; min-width: 7.4rem; }
        .date { white-space: nowrap; }
        tbody th { font-weight: 400; min-width: 7rem; max-width: 19rem; }
        table.counts td { white-space: nowrap; }
        table.measures { width: 100%; } table.models td, table.models th { text-align: left; }
        table.models td { min-width: 5rem; } table.numbers tbody th { min-width: 0; text-align: right; }
        table.numbers th:first-child { text-align: right; }
        td.word, th.word, table.numbers th.word:nth-child(n), table.numbers tbody th.word { text-align: left; }
        tr.family th { font-weight: 600; padding-top: .7rem; max-width: none; border-bottom: .5px solid #bbb; }
        small { color: #5a5a5a; font-size: .88em; font-weight: 400; } td small { white-space: nowrap; }
        @media screen and (max-width: 760px) { .figures { grid-template-columns: minmax(0, 1fr); }
          body { padding: 1.2rem .8rem; }
          h1 { font-size: 1.5rem; } dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .4rem; }
          th, td { padding: .26rem .4rem; } tbody th { max-width: 10.5rem; } tbody th small { display: none; } }
        @page { size: A4; margin: 16mm 15mm; }
        @media print { body { padding: 0; max-width: none; font-size: 10.5pt; } details { display: none; }
          h2, h3 { break-after: avoid; } tr { break-inside: avoid; } .scroll { overflow: visible; background: none; }
          .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 4mm 8mm; } figcaption { font-size: 7.2pt; }
          .figures svg { max-width: 77mm; }
          table { font-size: 7.4pt; } th, td { padding: .8mm 1.2mm; } tbody th { min-width: 0; max-width: 52mm; }
          h2 { margin-top: 1.4rem; } dl { margin: .7rem 0; } }
        """
}
