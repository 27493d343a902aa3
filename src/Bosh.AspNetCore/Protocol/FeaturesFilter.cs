using System.Text;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Protocol;

/// <summary>
/// Takes out of the server's features what only works end to end: TLS and compression of the stream, which are ours to use or not, and SASL
/// mechanisms that bind to a TLS channel, which ends at us (XEP-0206, Session Creation Response; XEP-0440).
/// </summary>
internal static class FeaturesFilter
{
    /// <summary>Filters a features element that is well-formed.</summary>
    /// <param name="features">The element.</param>
    /// <param name="header">The header of its stream.</param>
    /// <param name="limits">What is taken at most.</param>
    /// <param name="offersTls">Whether the server offers STARTTLS.</param>
    /// <returns>The element without the features that are taken out.</returns>
    public static byte[] Apply(ReadOnlySpan<byte> features, StreamHeader header, XmlLimits limits, out bool offersTls)
    {
        offersTls = false;
        using var kept = new BodyWriter(features.Length);
        int copied = 0;
        var reader = new XmlTokenizer(features, limits, header.Text, header.Bindings);
        while (reader.Read())
        {
            if (reader.Kind != XmlTokenKind.StartTag || reader.Depth == 1)
            {
                continue;
            }

            int start = reader.TokenStart;
            bool isTls = reader.LocalName.SequenceEqual("starttls"u8) && reader.IsInNamespace(Namespaces.Tls);
            offersTls |= isTls && reader.Depth == 2;
            if (isTls || IsEndToEnd(ref reader) ? reader.Skip() : ReadBoundMechanism(features, ref reader))
            {
                kept.Raw(features[copied..start]);
                copied = reader.TokenEnd;
            }
        }

        kept.Raw(features[copied..]);
        return kept.ToArray();
    }

    private static bool IsEndToEnd(scoped ref XmlTokenizer reader)
        => (reader.LocalName.SequenceEqual("compression"u8) && reader.IsInNamespace(Namespaces.CompressFeature))
            || (reader.LocalName.SequenceEqual("sasl-channel-binding"u8) && reader.IsInNamespace(Namespaces.ChannelBinding));

    /// <summary>
    /// Reads a mechanism element to its end: the text in it, however it is written, is the name (RFC 6120, 6.4.1).
    /// </summary>
    /// <returns>Whether it is a mechanism, and ends in -PLUS (RFC 5801, 3.3).</returns>
    private static bool ReadBoundMechanism(ReadOnlySpan<byte> features, scoped ref XmlTokenizer reader)
    {
        if (reader.IsEmptyElement || !reader.LocalName.SequenceEqual("mechanism"u8))
        {
            return false;
        }

        int depth = reader.Depth;
        var name = new StringBuilder();
        while (reader.Read() && reader.Depth >= depth)
        {
            if (reader.Kind == XmlTokenKind.Text && reader.Depth == depth)
            {
                name.Append(XmlReferences.DecodeText(features[reader.TokenStart..reader.TokenEnd]));
            }
        }

        return name.ToString().TrimEnd(' ', '\t', '\r', '\n').EndsWith("-PLUS", StringComparison.Ordinal);
    }
}
