# fish completion for countersign(1): the program itself says what could come next.
complete -c countersign -f -a '(countersign __complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
complete -c countersign -n '__fish_seen_subcommand_from check' -F
