/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/commands.h"

#include <glib/gi18n-lib.h>

static const ObsCommand commands[] = {
  { OBS_GROUP_MOVE, N_ ("Search or jump to"), "win.search", "<Primary>k" },
  { OBS_GROUP_MOVE, N_ ("Find in this figure"), "win.find", "<Primary>f" },
  { OBS_GROUP_MOVE, N_ ("Back"), "win.back", "<Alt>Left" },
  { OBS_GROUP_MOVE, N_ ("Forward"), "win.forward", "<Alt>Right" },
  { OBS_GROUP_MOVE, N_ ("Home"), "win.home", "<Alt>Home" },
  { OBS_GROUP_MOVE, N_ ("First perspective"), "win.nth-perspective(0)", "<Alt>1" },
  { OBS_GROUP_MOVE, N_ ("Second perspective"), "win.nth-perspective(1)", "<Alt>2" },
  { OBS_GROUP_MOVE, N_ ("Third perspective"), "win.nth-perspective(2)", "<Alt>3" },
  { OBS_GROUP_MOVE, N_ ("Next pane"), "win.next-pane", "F6" },
  { OBS_GROUP_MOVE, N_ ("Pane before"), "win.previous-pane", "<Shift>F6" },

  { OBS_GROUP_FIGURE, N_ ("Chart"), "win.tab::chart", "<Primary>1" },
  { OBS_GROUP_FIGURE, N_ ("Table"), "win.tab::table", "<Primary>2" },
  { OBS_GROUP_FIGURE, N_ ("Summary"), "win.tab::summary", "<Primary>3" },
  { OBS_GROUP_FIGURE, N_ ("Source"), "win.tab::source", "<Primary>4" },
  { OBS_GROUP_FIGURE, N_ ("Show all charts as tables"), "win.tables-first", "<Primary><Shift>t" },
  { OBS_GROUP_FIGURE, N_ ("Copy link"), "win.copy-link", "<Primary>l" },
  { OBS_GROUP_FIGURE, N_ ("Copy chart with its description"), "win.copy-chart",
    "<Primary><Shift>c" },
  { OBS_GROUP_FIGURE, N_ ("Export as a picture"), "win.export::png", "<Primary>e" },
  { OBS_GROUP_FIGURE, N_ ("Undo the last change"), "win.undo", "<Primary>z" },
  { OBS_GROUP_FIGURE, N_ ("Redo"), "win.redo", "<Primary><Shift>z" },
  { OBS_GROUP_FIGURE, N_ ("Clear all filters"), "win.clear-filters", NULL },
  { OBS_GROUP_FIGURE, N_ ("Place and areas to compare"), "win.choose-place", "<Primary>j" },
  { OBS_GROUP_FIGURE, N_ ("Unpin all areas"), "win.compare-none", NULL },
  { OBS_GROUP_FIGURE, N_ ("Larger text in figures"), "win.zoom-in",
    "<Primary>plus <Primary>equal <Primary>KP_Add" },
  { OBS_GROUP_FIGURE, N_ ("Smaller text in figures"), "win.zoom-out",
    "<Primary>minus <Primary>KP_Subtract" },
  { OBS_GROUP_FIGURE, N_ ("Text in figures at 100%"), "win.zoom-reset",
    "<Primary>0 <Primary>KP_0" },
  { OBS_GROUP_FIGURE, N_ ("Details beside the figure"), "win.details", NULL },

  { OBS_GROUP_DATA, N_ ("Taxonomy"), "win.taxonomy", "<Primary>t" },
  { OBS_GROUP_DATA, N_ ("Sources"), "win.sources", NULL },
  { OBS_GROUP_DATA, N_ ("Sync now"), "win.sync", NULL },
  { OBS_GROUP_DATA, N_ ("Editions"), "win.editions", NULL },
  { OBS_GROUP_DATA, N_ ("What changed"), "win.changes", "<Primary><Shift>d" },
  { OBS_GROUP_DATA, N_ ("Open an edition from a file"), "win.open-file", NULL },
  { OBS_GROUP_DATA, N_ ("Export corrections"), "win.export-corrections", NULL },

  { OBS_GROUP_PROGRAM, N_ ("Main menu"), "win.menu", NULL },
  { OBS_GROUP_PROGRAM, N_ ("Side bar"), "win.side-bar", "F9" },
  { OBS_GROUP_PROGRAM, N_ ("Full screen"), "win.full-screen", "F11" },
  { OBS_GROUP_PROGRAM, N_ ("Preferences"), "win.preferences", "<Primary>comma" },
  { OBS_GROUP_PROGRAM, N_ ("Keyboard shortcuts"), "win.shortcuts", "<Primary>question" },
  { OBS_GROUP_PROGRAM, N_ ("Help"), "win.help", "F1" },
  { OBS_GROUP_PROGRAM, N_ ("About Skills Observatory"), "win.about", NULL },
  { OBS_GROUP_PROGRAM, N_ ("Messages"), "win.messages", NULL },
  { OBS_GROUP_PROGRAM, N_ ("Close the window"), "window.close", "<Primary>w" },
  { OBS_GROUP_PROGRAM, N_ ("Quit"), "app.quit", "<Primary>q" },

  { OBS_GROUP_PLOT, N_ ("Next and previous row"), NULL, "Down Up" },
  { OBS_GROUP_PLOT, N_ ("Next and previous series or column"), NULL, "Right Left" },
  { OBS_GROUP_PLOT, N_ ("First and last row"), NULL, "Home End" },
  { OBS_GROUP_PLOT, N_ ("Open, or filter by this row"), NULL, "Return" },
  { OBS_GROUP_PLOT, N_ ("Pin"), NULL, "space" },
  { OBS_GROUP_PLOT, N_ ("Where this comes from"), NULL, "<Shift>Return" },
  { OBS_GROUP_PLOT, N_ ("Table"), NULL, "t" },
  { OBS_GROUP_PLOT, N_ ("Sort"), NULL, "s" },
  { OBS_GROUP_PLOT, N_ ("Likely ranges"), NULL, "r" },
  { OBS_GROUP_PLOT, N_ ("Knowledge, skills, behaviours"), NULL, "1 2 3" },
};

const ObsCommand *
obs_commands_get (guint *n)
{
  *n = G_N_ELEMENTS (commands);
  return commands;
}

const char *
obs_command_group_label (ObsCommandGroup group)
{
  switch (group)
    {
    case OBS_GROUP_MOVE:
      return _ ("Moving about");
    case OBS_GROUP_FIGURE:
      return _ ("The figure");
    case OBS_GROUP_DATA:
      return _ ("The data");
    case OBS_GROUP_PROGRAM:
      return _ ("The program");
    case OBS_GROUP_PLOT:
      return _ ("Inside a plot");
    case OBS_N_GROUPS:
    default:
      return "";
    }
}
