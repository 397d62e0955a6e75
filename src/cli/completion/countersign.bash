# bash completion for countersign(1): the program itself says what could come next.
_countersign()
{
    local IFS=$'\n'
    COMPREPLY=($("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
    [[ ${COMP_WORDS[1]} == check ]] && COMPREPLY+=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]}"))
    return 0
}
complete -F _countersign countersign
