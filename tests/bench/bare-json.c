/* bare-json - what reading a file takes with json-glib and nothing around it
 */
#include <json-glib/json-glib.h>

int
main (int argc, char **argv)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  if (argc != 2 || !json_parser_load_from_file (parser, argv[1], &error))
    {
      g_printerr ("bare-json: %s\n", error != NULL ? error->message : "which file?");
      return 1;
    }

  return 0;
}
