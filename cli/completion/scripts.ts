export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** Each asks the program itself what may come next (`banyan complete`), so that it knows the groups and stops of the directory one stands in. */
export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
  // Bash ends words at colons too; what is completed is only what stands after the last of them.
  bash: `# eval "$(banyan completion bash)", in ~/.bashrc
_banyan() {
  local line="\${COMP_LINE:0:COMP_POINT}" words word IFS=$' \\t\\n'
  read -ra words <<< "$line"
  [[ "$line" == *[[:space:]] ]] && words+=('')
  word="\${words[-1]}"
  IFS=$'\\n'
  COMPREPLY=($("$1" complete -- "\${words[@]:1}" 2>/dev/null))
  [[ "$word" == *:* ]] && COMPREPLY=("\${COMPREPLY[@]#"\${word%:*}:"}")
  return 0
}
complete -o default -F _banyan banyan`,
  zsh: `#compdef banyan
# eval "$(banyan completion zsh)", in ~/.zshrc after compinit
_banyan() {
  local -a found
  found=("\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found" ]]; then compadd -a found; else _files; fi
}
compdef _banyan banyan`,
  fish: `# banyan completion fish > ~/.config/fish/completions/banyan.fish
function __banyan_complete
  set -l words (commandline -opc) (commandline -ct)
  $words[1] complete -- $words[2..] 2>/dev/null
end
complete -c banyan -f -a '(__banyan_complete)'`,
};
