# The headers as Doxygen wants them. A comment in front of something is about it, one behind something on its line is
# about that; what is indented in a comment is a formula or a table and stays as it is; declarations that follow each
# other without an empty line share the comment above the first.

# What Doxygen would take for a command or a tag.
function escaped(line)
{
    gsub(/[\\@&$#<>%"]/, "\\\\&", line)
    gsub(/::/, "\\::", line)
    return line
}

# A comment begins at column at of a line; opening is how Doxygen knows what it is about.
function begin(line, at, how)
{
    margin = at + 2
    opening = how
    lines = 0
    add(substr(line, at + 2))
}

# The next line of it.
function add(line,    k)
{
    for (k = 0; k < margin && line ~ /^ /; k++)
        sub(/^ /, "", line)
    inside = !sub(/ *\*\/ *$/, "", line)
    text[++lines] = line
    if (!inside)
        document()
}

function document(    i, still)
{
    print opening
    for (i = 1; i <= lines; i++) {
        if (still != (text[i] ~ /^  /))
            print still ? "@endverbatim" : "@verbatim"
        still = text[i] ~ /^  /
        print still ? text[i] : escaped(text[i])
    }
    print still ? "@endverbatim */" : "*/"
}

inside { add($0); next }
FNR == 1 { begin($0, 1, "/** @file"); next }
/^ *\/\* ----/ { next }
/^ *\/\*/ { begin($0, match($0, /\/\*/), "/**"); next }
/\/\*/ { at = match($0, /\/\*/); printf "%s ", substr($0, 1, at - 1); begin($0, at, "/**<"); next }
/^$/ { lines = 0 }
/^BN_API/ && declared && lines { document() }
{ print; declared = /^BN_API.*;$/ || declared && /;$/ }
