namespace Bosh.AspNetCore.Xml;

/// <summary>What is wrong with a text, and where: as the debug log says it.</summary>
/// <param name="Error">The rule that is broken.</param>
/// <param name="Offset">In bytes from the start of the text.</param>
internal readonly record struct XmlFault(XmlError Error, int Offset)
{
    public static readonly XmlFault None;

    public bool IsNone => Error == XmlError.None;
}
