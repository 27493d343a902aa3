using System.Runtime.CompilerServices;

namespace Bosh.AspNetCore.Xml;

/// <summary>Where an attribute of the current start tag stands. Offsets count from the start of the text.</summary>
internal struct XmlAttribute
{
    public int NameStart;
    public int NameLength;

    /// <summary>The length of the prefix without its colon; 0 when the name has none.</summary>
    public int PrefixLength;

    /// <summary>The value between its quotes, as it is written.</summary>
    public int ValueStart;
    public int ValueLength;

    /// <summary>The index of the declaration of its prefix; -1 when it has none, or the prefix xml.</summary>
    public int Binding;

    /// <summary>See <see cref="XmlNames.Key"/>.</summary>
    public ulong NameKey;

    /// <summary>Whether the value is not what is written: it has references, tabs or line ends.</summary>
    public bool IsEscaped;

    /// <summary>Whether this declares a namespace: <c>xmlns</c> or <c>xmlns:...</c>.</summary>
    public bool IsDeclaration;

    /// <summary>Sets all that there is to say of an attribute without a prefix, whose value is what is written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int nameStart, int nameLength, ulong nameKey, int valueStart, int valueEnd)
    {
        NameStart = nameStart;
        NameLength = nameLength;
        NameKey = nameKey;
        PrefixLength = 0;
        ValueStart = valueStart;
        ValueLength = valueEnd - valueStart;
        Binding = -1;
        IsEscaped = false;
        IsDeclaration = nameKey == XmlNames.Xmlns;
    }

    public readonly int LocalStart => PrefixLength == 0 ? NameStart : NameStart + PrefixLength + 1;

    public readonly int LocalLength => PrefixLength == 0 ? NameLength : NameLength - PrefixLength - 1;
}
