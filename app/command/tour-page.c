/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/tour-page.h"

#include "data/engine/format.h"

#include <glib/gi18n.h>
#include <string.h>

/* The colours are those of the program, light and dark. Pictures are on paper white in both. */
static const char style[]
    = ":root{color-scheme:light dark;--ink:#1e1e1e;--ink2:#5b5b5b;--view:#fff;--side:#f5f5f6;"
      "--line:#e0e0e0;--edge:#8d8c8e;--accent:#12436d;--warn:#f5f5f6}\n"
      "@media (prefers-color-scheme:dark){:root{--ink:#fff;--ink2:#c8c8c8;--view:#1e1e1e;"
      "--side:#262626;--line:#3a3a3a;--edge:#8a8a8a;--accent:#8fb4f5;--warn:#2b2b2b}}\n"
      "@media (prefers-contrast:more){:root{--ink2:var(--ink);--line:var(--edge)}}\n"
      "*{box-sizing:border-box}\n"
      "body{margin:0;font:1rem/1.5 Cantarell,Inter,system-ui,sans-serif;color:var(--ink);"
      "background:var(--view)}\n"
      "a{color:var(--accent)}\n"
      "a:focus-visible,summary:focus-visible,.wide:focus-visible{outline:3px solid var(--accent);"
      "outline-offset:2px;border-radius:4px}\n"
      ".skip{position:absolute;left:-99rem}.skip:focus{left:.75rem;top:.75rem;background:var(--"
      "view);"
      "padding:.5rem .75rem;z-index:1}\n"
      "header{padding:1.5rem 2rem;border-bottom:1px solid var(--line)}\n"
      "h1{font-size:1.65rem;line-height:1.3;margin:0}\n"
      "header p{margin:.15rem 0 0;color:var(--ink2);max-width:48rem}\n"
      ".body{display:grid;grid-template-columns:16rem minmax(0,1fr)}\n"
      "nav{background:var(--side);border-right:1px solid var(--line);padding:1rem .75rem;"
      "font-size:.9rem}\n"
      "nav>div{position:sticky;top:1rem;max-height:calc(100vh - 2rem);overflow:auto}\n"
      "nav h2{font-size:.8rem;margin:.9rem .75rem .2rem;color:var(--ink2)}\n"
      "nav h2:first-child{margin-top:0}nav h2 a{color:inherit}\n"
      "nav ol{list-style:none;margin:0;padding:0}\n"
      "nav li a{display:flex;gap:.6rem;padding:.25rem .75rem;border-radius:6px;color:var(--ink);"
      "text-decoration:none}\n"
      "nav li a:hover{background:var(--line)}\n"
      "nav .key{color:var(--ink2);min-width:1.9rem;font-variant-numeric:tabular-nums}\n"
      "main{padding:1.5rem 2rem 3rem;max-width:66rem}\n"
      "section>h2{font-size:1.65rem;line-height:1.3;margin:2.5rem 0 0}\n"
      "section:first-child>h2{margin-top:0}\n"
      "section>p{margin:.15rem 0 1rem;color:var(--ink2);max-width:48rem}\n"
      "article{padding:1.25rem 0 1.5rem;border-top:1px solid var(--line);scroll-margin-top:.5rem}\n"
      "h3{font-size:1.15rem;line-height:1.4;margin:0 0 .75rem}\n"
      "h3 .key{display:inline-block;font-size:.8rem;font-weight:600;border:1px solid var(--edge);"
      "border-radius:4px;padding:0 .4rem;margin-right:.5rem;color:var(--ink2)}\n"
      "figure{margin:0 0 .75rem}\n"
      "img{display:block;max-width:100%;height:auto;background:#fff;border:1px solid var(--line);"
      "border-radius:6px}\n"
      "figcaption{font-size:.9rem;color:var(--ink2);margin-top:.4rem;max-width:48rem}\n"
      "details{margin:.35rem 0}\n"
      "summary{cursor:pointer;padding:.25rem 0;font-size:.95rem}\n"
      "details>p{max-width:48rem;margin:.25rem 0 .75rem}\n"
      ".wide{overflow-x:auto}\n"
      "table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}\n"
      "th,td{text-align:left;vertical-align:top;padding:.35rem .9rem .35rem 0;"
      "border-bottom:1px solid var(--line)}\n"
      "thead th{border-bottom:2px solid var(--ink);white-space:nowrap}\n"
      "tbody th{font-weight:400;min-width:11rem}\n"
      "footer{padding:1rem 2rem;border-top:1px solid "
      "var(--line);color:var(--ink2);font-size:.9rem}\n"
      "@media (max-width:52rem){.body{grid-template-columns:minmax(0,1fr)}nav ol{display:none}"
      "nav>div{position:static;display:flex;flex-wrap:wrap;gap:.25rem 1rem}nav h2{margin:0;"
      "font-size:.95rem}nav{border-right:0;border-bottom:1px solid var(--line)}"
      "header,main,footer{padding-left:1rem;padding-right:1rem}}\n"
      "@media print{nav,.skip{display:none}.body{display:block}article{break-inside:avoid}}\n";

/* @format with each %s escaped for HTML. */
static void
append (GString *page, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_markup_vprintf_escaped (format, args);
  va_end (args);
  g_string_append (page, text);
}

static void
append_navigation (GString *page, const ObsJourneys *journeys)
{
  append (page, "<nav aria-label=\"%s\"><div>\n", _ ("Questions"));
  for (guint i = 0; i < journeys->perspectives->len; i++)
    {
      const ObsPerspective *perspective = g_ptr_array_index (journeys->perspectives, i);

      append (page, "<h2><a href=\"#%s\">%s</a></h2>\n<ol>\n", perspective->key,
              perspective->label);
      for (guint j = 0; j < perspective->questions->len; j++)
        {
          const ObsJourneyQuestion *question = g_ptr_array_index (perspective->questions, j);

          append (page,
                  "<li><a href=\"#%s-%s\"><span class=\"key\">%s</span><span>%s</span></a></li>\n",
                  perspective->key, question->key, question->key, question->label);
        }
      g_string_append (page, "</ol>\n");
    }
  g_string_append (page, "</div></nav>\n");
}

void
obs_tour_page_head (GString *page, const ObsJourneys *journeys)
{
  const ObsEditionInfo *info = journeys->info;
  g_autofree char *day = obs_format_date (info->date, FALSE);

  append (page,
          "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta " OBS_TOUR_MARK ">\n<title>%s</title>\n<style>\n",
          info->language, info->title);
  g_string_append (page, style);
  g_string_append (page, "</style>\n</head>\n<body>\n");
  append (page, "<a class=\"skip\" href=\"#content\">%s</a>\n", _ ("Skip to the figures"));
  append (page,
          "<header>\n<h1>%s</h1>\n<p>%s · %s</p>\n<p>%s</p>\n</header>\n<div class=\"body\">\n",
          _ ("Skills Observatory"), info->title, day, info->notes);
  append_navigation (page, journeys);
  g_string_append (page, "<main id=\"content\">\n");
}

void
obs_tour_page_perspective (GString *page, const ObsPerspective *perspective)
{
  append (page,
          "<section id=\"%s\" aria-labelledby=\"%s-heading\">\n<h2 id=\"%s-heading\">%s</h2>\n",
          perspective->key, perspective->key, perspective->key, perspective->label);
  append (page, "<p>%s</p>\n", perspective->description);
}

void
obs_tour_page_question (GString *page, const ObsJourneyQuestion *question, const ObsFigure *figure)
{
  append (page, "<article id=\"%s-%s\">\n<h3><span class=\"key\">%s</span>%s</h3>\n",
          figure->perspective, question->key, question->key, question->text);
}

/* The same rows as the picture, for those who read tables or hear them. */
static void
append_table (GString *page, const ObsFigure *figure)
{
  g_autoptr (ObsTable) table = obs_figure_to_table (figure);

  if (table->rows->len == 0)
    return;
  append (page, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"%s\">\n",
          figure->title);
  g_string_append (page, "<table>\n<thead><tr>");
  for (guint i = 0; i < table->columns->len; i++)
    append (page, "<th scope=\"col\">%s</th>",
            (const char *) g_ptr_array_index (table->columns, i));
  g_string_append (page, "</tr></thead>\n<tbody>\n");
  for (guint r = 0; r < table->rows->len; r++)
    {
      const GPtrArray *cells = g_ptr_array_index (table->rows, r);

      g_string_append (page, "<tr>");
      for (guint i = 0; i < cells->len; i++)
        append (page,
                g_str_equal (g_ptr_array_index (table->keys, i), "item")
                    ? "<th scope=\"row\">%s</th>"
                    : "<td>%s</td>",
                (const char *) g_ptr_array_index (cells, i));
      g_string_append (page, "</tr>\n");
    }
  g_string_append (page, "</tbody>\n</table>\n</div>\n");
}

void
obs_tour_page_figure (GString *page, const ObsFigure *figure, const char *title,
                      const char *picture, guint width, guint height, gboolean first)
{
  if (!first)
    append (page, "<details>\n<summary>%s</summary>\n", title);
  append (page,
          "<figure>\n<img src=\"%s\" width=\"%u\" height=\"%u\" loading=\"lazy\" alt=\"%s\">\n",
          picture, width, height, figure->summary);
  if (first && (title != NULL || figure->next_action != NULL))
    append (page, "<figcaption>%s%s%s</figcaption>\n", title != NULL ? title : "",
            title != NULL && figure->next_action != NULL ? ". " : "",
            figure->next_action != NULL ? figure->next_action : "");
  g_string_append (page, "</figure>\n");
  append (page, "<details>\n<summary>%s</summary>\n<p>%s</p>\n", _ ("In words and as a table"),
          figure->summary);
  append_table (page, figure);
  g_string_append (page, first ? "</details>\n" : "</details>\n</details>\n");
}

void
obs_tour_page_question_end (GString *page)
{
  g_string_append (page, "</article>\n");
}

void
obs_tour_page_perspective_end (GString *page)
{
  g_string_append (page, "</section>\n");
}

void
obs_tour_page_end (GString *page, const ObsJourneys *journeys)
{
  append (page, "</main>\n</div>\n<footer>%s · %s</footer>\n</body>\n</html>\n",
          journeys->info->publisher, journeys->info->licence);
}
