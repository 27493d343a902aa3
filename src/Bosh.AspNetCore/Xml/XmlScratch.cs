using System.Runtime.CompilerServices;

namespace Bosh.AspNetCore.Xml;

/// <summary>
/// The tables that a tokenizer works with. Each thread keeps one, because parsing is synchronous and never nested: that costs no
/// allocation, and no clearing of some kilobytes of stack for a message of a hundred bytes.
/// </summary>
internal sealed class XmlScratch
{
    [ThreadStatic]
    private static XmlScratch? _current;

    public XmlAttribute[] Attributes = new XmlAttribute[16];
    public OpenTag[] Open = new OpenTag[16];
    public NamespaceBinding[] Bindings = new NamespaceBinding[16];

    /// <summary>Counts the tokenizers that have begun with these tables. Only the last may go on: the tables are its own.</summary>
    public int Owner { get; private set; }

    /// <summary>Gives the thread's tables to a new tokenizer.</summary>
    public static XmlScratch Take()
    {
        XmlScratch scratch = _current ??= new XmlScratch();
        scratch.Owner++;
        return scratch;
    }

    /// <summary>The entry after those that are taken. The callers check their limits first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T Next<T>(ref T[] table, int count)
    {
        if (count == table.Length)
        {
            Array.Resize(ref table, count * 2);
        }

        return ref table[count];
    }
}
