using System.Globalization;

namespace Bosh.AspNetCore.Protocol;

/// <summary>A version such as 1.11: two integers, so that 1.10 is above 1.6 (XEP-0124, Session Creation Request).</summary>
/// <param name="Major">The part before the dot.</param>
/// <param name="Minor">The part after it.</param>
internal readonly record struct ProtocolVersion(int Major, int Minor)
{
    /// <summary>The version of XEP-0124 that we speak.</summary>
    public static readonly ProtocolVersion Bosh = new(1, 11);

    public static bool TryParse(string text, out ProtocolVersion version)
    {
        version = default;
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0
            || !int.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            || !int.TryParse(text.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int minor))
        {
            return false;
        }

        version = new ProtocolVersion(major, minor);
        return true;
    }

    /// <summary>The lower of two versions.</summary>
    public static ProtocolVersion Lower(ProtocolVersion a, ProtocolVersion b)
        => a.Major < b.Major || (a.Major == b.Major && a.Minor < b.Minor) ? a : b;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}
