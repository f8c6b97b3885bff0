#!/bin/sh
# The manual page and bash's completion say what --help says: every command, every option, every choice.
. "$BANACH_SOURCE/tests/support/cli.sh"

expect 0 help --format man
cp "$work/out" "$work/banach.1"
expect 0 help --format bash
cp "$work/out" "$work/completion"
expect 2 help fit --format man
err "about all commands"
expect 0 help
cp "$work/out" "$work/overview"
expect 0 help --format text
cmp -s "$work/overview" "$work/out" || complain "help --format text is not help"

# What a section says, roff taken away: .TP, a name in bold, an argument in italics.
section() {
    awk -v title=".SH \"banach $1\"" '$0 == title { inside = 1; next } /^\.SH/ { inside = 0 } inside' "$work/banach.1" |
        sed 's/\\-/-/g; s/\\f[BIR]//g; s/^\.SS "\(.*\)"/\1/; s/\\&//; s/\\(aq/'"'"'/g; s/\\(ha/^/g; s/\\(ti/~/g; s/\\(ga/`/g'
}
for command in $(awk '/^  banach [a-z]/ { print $2 }' "$work/overview"); do
    section "$command" >"$work/section"
    expect 0 help "$command"
    grep -o '^  --[^ ]*\( [^ ]*\)\?' "$work/out" | sed 's/^  //; s/ $//' | sort >"$work/wanted"
    [ -s "$work/wanted" ] || complain "help $command shows no options"
    grep '^--' "$work/section" | sed 's/ *$//' | sort >"$work/found"
    cmp -s "$work/wanted" "$work/found" || complain "banach.1, $command: $(diff "$work/wanted" "$work/found")"
    # Word for word, whatever the line breaks.
    tr -s ' \n' '\n\n' <"$work/out" | sed '/^\[options\]$/d' | sort -u >"$work/wanted"
    tr -s ' \n' '\n\n' <"$work/section" | sort -u >"$work/found"
    lost=$(comm -23 "$work/wanted" "$work/found")
    [ -z "$lost" ] || complain "banach.1, $command: these words are lost: $lost"
done
if command -v groff >/dev/null; then
    groff -man -ww -Tutf8 "$work/banach.1" >/dev/null 2>"$work/err"
    [ ! -s "$work/err" ] || complain "groff: $(cat "$work/err")"
fi

# completes LINE WORDS: what bash offers at the end of LINE, sorted.
completes() {
    offered=$(BANACH_LINE=$1 bash -c '. "$1"
        read -ra COMP_WORDS <<<"${BANACH_LINE//=/ = }"
        [[ $BANACH_LINE == *[\ =] ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _banach
        echo "${COMPREPLY[@]}"' bash "$work/completion" | tr ' ' '\n' | LC_ALL=C sort | tr '\n' ' ')
    [ "$offered" = "$2 " ] || complain "\"$1\" is completed by \"$offered\", not by \"$2 \""
}
command -v bash >/dev/null || { echo "no bash: completion was not tried"; finish; exit 0; }
bash -n "$work/completion" || complain "completion is no bash"
completes 'banach fi' 'fit'
completes 'banach ge' 'generate'
completes 'banach --v' '--version'
completes 'banach help cu' 'curvature'
completes 'banach fit --missing ' 'drop error mean'
completes 'banach fit --missing=d' 'drop'
completes 'banach fit --missing=' 'drop error mean'
completes 'banach fit data.csv --stand' '--standardize'
completes 'banach fit data.csv --loss log' 'logistic'
completes 'banach fit data.csv --method s' 'saga sgd svrg'
completes 'banach fit data.csv --step b' 'bb bb2'
completes 'banach fit data.csv --l2 ' ''
completes 'banach fit data.csv --l2 -' ''
completes 'banach curvature data.csv --at o' 'optimum origin'
completes 'banach generate q' 'quadratic'
completes 'banach generate quadratic --spectrum ma' 'marchenko-pastur'
completes 'banach theory --L' '--L --Lmax'
finish
