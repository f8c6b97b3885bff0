# The headers as Doxygen wants them. A comment in front of something is about it, one behind something on its line is
# about that; what is indented in a comment is a formula or a table and stays as it is; what follows each other without
# an empty line shares the comment above the first; a field without a comment is explained by that of its struct.

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
    code = substr(line, 1, at - 1)
    add(substr(line, at + 2))
}

# The next line of it.
function add(line,    k)
{
    for (k = 0; k < margin && line ~ /^ /; k++)
        sub(/^ /, "", line)
    inside = !sub(/ *\*\/ *$/, "", line)
    text[++lines] = line
    if (inside)
        return
    if (opening == "/**<")
        declare(code)
    else if (opening != "/**")
        document(opening)
    waiting = opening == "/**"
}

function document(how,    i, still)
{
    print how
    for (i = 1; i <= lines; i++) {
        if (still != (text[i] ~ /^  /))
            print still ? "@endverbatim" : "@verbatim"
        still = text[i] ~ /^  /
        print still ? text[i] : escaped(text[i])
    }
    print still ? "@endverbatim */" : "*/"
}

# One or more things of the same type, each under the comment: double a, b;
function declare(line,    type, name, n, i)
{
    type = ""
    if (line ~ /^ *(const )?[a-z_0-9]+ [^(){}]*,[^(){}]*; *$/ && match(line, /^ *(const )?[a-z_0-9]+ /)) {
        type = substr(line, 1, RLENGTH)
        line = substr(line, RLENGTH + 1)
        sub(/; *$/, "", line)
    }
    n = type == "" ? 1 : split(line, name, / *, */)
    for (i = 1; i <= n; i++) {
        document("/**")
        print type == "" ? line : type name[i] ";"
    }
}

inside { add($0); next }
FNR == 1 { begin($0, 1, FILENAME ~ /banach\.h$/ ? "/** @mainpage" : "/** @file"); next }
/^ *\/\* ----/ { next }
/^ *\/\*/ { begin($0, match($0, /\/\*/), "/**"); next }
/^(typedef )?(struct|enum) .*\{$/ { within = 1; explained = waiting }
/^\}/ { within = 0 }
/\/\*/ { begin($0, match($0, /\/\*/), "/**<"); waiting = 0; next }
/^$/ { waiting = declared = 0 }
/^(BN_API|typedef)/ { waiting = waiting || declared }
waiting { declared = /^(BN_API|#define|typedef)/; waiting = 0; declare($0); next }
within && explained && /^    [^ ].*[;,]$/ { lines = 0; text[++lines] = "See above."; declare($0); next }
{ print }
