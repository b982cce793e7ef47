/** Scripts that ask the program what may stand where the cursor is: `PROGRAM __offer WORD...`, the last word typed so far. */
export const completionScripts = {
  bash: `# Completion of gantry for bash. Load it with: source <(gantry completion bash)
__gantry_complete() {
  local program=\${COMP_WORDS[0]} rest=\${COMP_LINE:0:COMP_POINT} piece current=\${COMP_WORDS[COMP_CWORD]}
  local -a words=() lines=()
  # Bash cuts words at \`=\` and \`:\`; here they are put together again.
  for piece in "\${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
    if [[ \${#words[@]} -gt 0 && -n $piece && $rest == "$piece"* ]]; then
      words[\${#words[@]}-1]+=$piece
    else
      rest=\${rest#"\${rest%%[![:space:]]*}"}
      words+=("$piece")
    fi
    rest=\${rest#"$piece"}
  done
  mapfile -t lines < <("$program" __offerNoDesc "\${words[@]:1}" 2>/dev/null)
  [[ \${#lines[@]} -gt 0 ]] || return
  local directive=\${lines[-1]#:} typed=\${words[-1]} candidate
  unset 'lines[-1]'
  [[ $typed == --*=* ]] && typed=\${typed#*=}
  [[ $current == [:=] ]] && current=
  COMPREPLY=()
  for candidate in "\${lines[@]}"; do
    COMPREPLY+=("\${candidate#"\${typed%"$current"}"}")
    [[ $candidate == *[=:] ]] && compopt -o nospace 2>/dev/null
  done
  [[ \${#COMPREPLY[@]} -eq 0 ]] || return
  case $directive in
    0) compopt -o default 2>/dev/null ;;
    16) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
  esac
}
complete -F __gantry_complete gantry
if [[ $(readlink -f "$(command -v docker 2>/dev/null)") == "$(readlink -f "$(command -v gantry 2>/dev/null)")" ]]; then
  complete -F __gantry_complete docker
fi
`,
  zsh: `#compdef gantry
# Completion of gantry for zsh. Load it with: source <(gantry completion zsh)
_gantry() {
  local -a lines entries
  local line directive tab=$'\\t'
  lines=("\${(@f)$("\${words[1]}" __offer "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  directive=\${lines[-1]#:}
  for line in "\${(@)lines[1,-2]}"; do
    entries+=("\${\${line%%$tab*}//:/\\\\:}:\${\${(M)line%%$tab*}#$tab}")
  done
  [[ $PREFIX == --*=* ]] && compset -P '*='
  if (( \${#entries} )); then
    if [[ "\${lines[1]%%$tab*}" == *[=:] ]]; then _describe -V 'gantry' entries -S ''; else _describe -V 'gantry' entries; fi
  elif [[ $directive == 0 ]]; then
    _files
  elif [[ $directive == 16 ]]; then
    _files -/
  fi
}
if [[ $funcstack[1] == _gantry ]]; then
  _gantry
else
  compdef _gantry gantry
  [[ "$(whence -p docker):A" != "$(whence -p gantry):A" ]] || compdef _gantry docker
fi
`,
  fish: `# Completion of gantry for fish. Load it with: gantry completion fish | source
function __gantry_complete
    set -l current (commandline -ct)
    set -l words (commandline -opc) "$current"
    set -l lines ($words[1] __offer $words[2..-1] 2>/dev/null)
    set -q lines[1]; or return
    set -l directive (string sub -s 2 -- $lines[-1])
    set -e lines[-1]
    set -l flag (string match -r -- '^--[^=]+=' $current)
    for line in $lines
        printf '%s%s\\n' "$flag" $line
    end
    set -q lines[1]; and return
    switch "$directive"
        case 0
            __fish_complete_path $current
        case 16
            __fish_complete_directories $current
    end
end
complete -c gantry -f -a '(__gantry_complete)'
if test (realpath (command -s docker) 2>/dev/null)x = (realpath (command -s gantry) 2>/dev/null)x
    complete -c docker -f -a '(__gantry_complete)'
end
`,
  powershell: `# Completion of gantry for PowerShell. Load it with: gantry completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName 'gantry' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | ForEach-Object { "$_" })
    $program = $words[0]
    $before = @($words | Select-Object -Skip 1)
    if ($wordToComplete -ne '' -and $before.Count -gt 0) { $before = @($before | Select-Object -SkipLast 1) }
    $lines = @(& $program __offer @before "$wordToComplete" 2>$null)
    $lines | Select-Object -SkipLast 1 | ForEach-Object {
        $word, $about = "$_" -split "\`t", 2
        if (-not $about) { $about = $word }
        [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $about)
    }
}
`,
} as const;

export type Shell = keyof typeof completionScripts;
