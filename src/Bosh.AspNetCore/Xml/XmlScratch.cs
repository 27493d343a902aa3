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

    public static XmlScratch Current => _current ??= new XmlScratch();

    /// <summary>Makes room for one more entry. The callers check their limits first.</summary>
    public static void Grow<T>(ref T[] table, int count)
    {
        if (count == table.Length)
        {
            Array.Resize(ref table, count * 2);
        }
    }
}
