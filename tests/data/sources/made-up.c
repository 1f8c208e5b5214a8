/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#undef G_DISABLE_ASSERT

#include "tests/data/sources/made-up.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* A made-up publisher: areas, boats by size and month in four places, with all that a descriptor
 * can say of them. */

static const char edition_ini[] = "[edition]\n"
                                  "id=boats\n"
                                  "date=2026-01-31\n"
                                  "title=Boats\n"
                                  "place=P1\n"
                                  "publisher=Nobody\n"
                                  "licence=CC0 1.0\n"
                                  "language=en-GB\n"
                                  "notes=For tests.\n";

static const char areas_source[] = "[source]\n"
                                   "id=places\n"
                                   "title=Places\n"
                                   "publisher=Nobody\n"
                                   "licence=CC0 1.0\n"
                                   "attribution=Source: nobody.\n"
                                   "[get]\n"
                                   "file=places.csv\n"
                                   "[table]\n"
                                   "kind=areas\n"
                                   "[columns]\n"
                                   "code=code\n"
                                   "name=name\n"
                                   "kind=type\n"
                                   "part-of lsip-2023=old\n"
                                   "part-of lsip-2025=new\n"
                                   "[kinds]\n"
                                   "Area=lsip-2023\n"
                                   "District=district\n"
                                   "[change 1]\n"
                                   "area=P1\n"
                                   "successor=LSIP2025-great-shore\n"
                                   "since=2025-09\n"
                                   "text=Shore was joined by Marsh.\n";

static const char places_csv[] = "code,name,type,old,new\n"
                                 "D1,\"Cliff, East\",District,P1,Great Shore\n"
                                 "D2,Dune & Bay,District,P1,Great Shore\n"
                                 "D3,Marsh,District,P2,Great Shore\n"
                                 ",Nowhere,District,,\n"
                                 "P1,Shore,Area,,\n"
                                 "P2,Fen,Area,,\n";

static const char boats_source[] = "# Boats that were counted.\n"
                                   "[source]\n"
                                   "id=boats\n"
                                   "title=Boats in harbours\n"
                                   "publisher=Office of Boats\n"
                                   "licence=CC0 1.0\n"
                                   "attribution=Source: Office of Boats.\n"
                                   "class=published\n"
                                   "[get]\n"
                                   "file=boats-*.csv\n"
                                   "[release]\n"
                                   "calendar=monthly\n"
                                   "next=2026-01-10\n"
                                   "grace=10\n"
                                   "dead=100\n"
                                   "[table]\n"
                                   "cube=boats\n"
                                   "title=Boats\n"
                                   "only=what: boats, crew\n"
                                   "[dimension area]\n"
                                   "from=place\n"
                                   "by=name\n"
                                   "kind-from=type\n"
                                   "kinds=Area: lsip-2023; District: district\n"
                                   "otherwise=leave-out\n"
                                   "[dimension period]\n"
                                   "from=month\n"
                                   "[dimension size]\n"
                                   "from=size\n"
                                   "codes=number\n"
                                   "total=All boats\n"
                                   "title=Size of boat\n"
                                   "[measure boats]\n"
                                   "from=value\n"
                                   "when=what: boats\n"
                                   "title=Boats\n"
                                   "unit=boats\n"
                                   "units=per: one\n"
                                   "plus-minus=half\n"
                                   "range=0..\n"
                                   "rounding=10\n"
                                   "[measure crew]\n"
                                   "from=value\n"
                                   "when=what: crew\n"
                                   "title=Boats with a crew\n"
                                   "unit=%\n"
                                   "scale=100\n"
                                   "range=0..100\n"
                                   "[missing]\n"
                                   "c=c\n"
                                   "low=low\n"
                                   "*=u\n"
                                   "blank=x\n"
                                   "[total sizes]\n"
                                   "dimension=size\n"
                                   "where=measure: boats\n"
                                   "[total districts]\n"
                                   "parts=area\n"
                                   "whole=lsip-2023\n"
                                   "part=district\n"
                                   "where=measure: boats\n"
                                   "[break 2025-02]\n"
                                   "measure=boats\n"
                                   "text=Rowing boats count from February 2025.\n"
                                   "[caveat 1]\n"
                                   "text=Only boats that float.\n";

/* Line 12 is of another kind and no part of the cube. */
static const char boats_csv[] = "month,type,place,size,what,value,half,per\n"
                                "Jan-25,Area,SHORE,All boats,boats,300,20,one\n"
                                "Jan-25,Area,Shore,1 - Small,boats,200,,one\n"
                                "Jan-25,Area,Shore,2 - Large,boats,100,,one\n"
                                "Jan-25,District,Cliff East,All boats,boats,180,,one\n"
                                "Jan-25,District,Dune and Bay,All boats,boats,120,,one\n"
                                "Jan-25,District,Dune and Bay,1 - Small,boats,c,,one\n"
                                "Jan-25,District,Dune and Bay,2 - Large,boats,[low],,one\n"
                                "Jan-25,Area,Shore,All boats,crew,0.29,,one\n"
                                "Feb-25,Area,Shore,All boats,boats,,,one\n"
                                "Feb-25,District,Atlantis,All boats,boats,5,,one\n"
                                "Feb-25,District,Marsh,All boats,ducks,5,,dozen\n";

static const struct
{
  const char *name;
  const char *text;
} files[] = {
  { "edition.ini", edition_ini },      { "sources/places.source", areas_source },
  { "places.csv", places_csv },        { "sources/boats.source", boats_source },
  { "raw/boats-2025.csv", boats_csv },
};

void
made_up_write (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

char *
made_up_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("boats-XXXXXX", &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    made_up_write (folder, files[i].name, files[i].text);
  return folder;
}

void
made_up_change (const char *folder, const char *name, const char *from, const char *to)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  g_autofree char *changed = NULL;
  g_autoptr (GError) error = NULL;
  char *at;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  at = strstr (text, from);
  if (at == NULL)
    g_error ("%s does not hold “%s”", name, from);
  *at = '\0';
  changed = g_strconcat (text, to, at + strlen (from), NULL);
  made_up_write (folder, name, changed);
}

static void
remove_below (GFile *file)
{
  g_autoptr (GFileEnumerator) children = g_file_enumerate_children (
      file, "standard::name", G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *child;

  while (children != NULL && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL)
         && child != NULL)
    remove_below (child);
  g_file_delete (file, NULL, NULL);
}

void
made_up_free (char *folder)
{
  g_autoptr (GFile) file = g_file_new_for_path (folder);

  remove_below (file);
  g_free (folder);
}
