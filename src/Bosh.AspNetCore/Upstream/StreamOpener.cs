using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Upstream;

/// <summary>Begins a stream on a connection, and sees to it that it is encrypted.</summary>
/// <remarks>
/// <code>
/// 1 headers, ours and its ─► 2 its features ─┬─► the session's
///          ▲                                 │ STARTTLS
///          └──────── 3 TLS handshake ◄───────┘
/// </code>
/// </remarks>
internal sealed class StreamOpener
{
    private static readonly byte[] StartTlsTag = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"u8.ToArray();

    private readonly UpstreamTarget _target;
    private readonly StreamTerms _terms;
    private readonly UpstreamSettings _settings;

    public StreamOpener(UpstreamTarget target, StreamTerms terms, UpstreamSettings settings)
    {
        _target = target;
        _terms = terms;
        _settings = settings;
    }

    /// <summary>Begins the stream. On failure the connection is closed.</summary>
    /// <param name="connection">The connection; encrypted already with direct TLS.</param>
    /// <param name="server">The server.</param>
    /// <param name="tls">How it is encrypted, or is to be.</param>
    /// <param name="cancellation">Cancelled when the time for it is over.</param>
    public async Task<OpenStream> OpenAsync(Stream connection, UpstreamEndPoint server, UpstreamTls tls, CancellationToken cancellation)
    {
        FrameReader? reader = null;
        try
        {
            // 1
            reader = new FrameReader(connection, _settings.MaxElementSize);
            StreamHeader header = await ExchangeHeadersAsync(connection, reader, cancellation);
            if (tls is UpstreamTls.None or UpstreamTls.Direct)
            {
                return new OpenStream(server, connection, reader, header, FrameKind.None);
            }

            // 2
            FrameKind first = await NextAsync(reader, cancellation);
            ElementKind? kind = KindOf(first, reader.Frame, header, out bool offersTls);
            if (!offersTls)
            {
                bool isRefused = tls == UpstreamTls.StartTls && kind == ElementKind.StreamError;
                return isRefused || tls != UpstreamTls.StartTls
                    ? new OpenStream(server, connection, reader, header, first, isRefused)
                    : throw new StreamRefusedException(
                        UpstreamEnd.TlsNotOffered, $"it does not offer STARTTLS, which Bosh:Domains:{_target.Domain}:Tls requires");
            }

            // 3
            await connection.WriteAsync(StartTlsTag, cancellation);
            FrameKind answer = await NextAsync(reader, cancellation);
            if (KindOf(answer, reader.Frame, header, out _) != ElementKind.TlsProceed)
            {
                throw new StreamRefusedException(UpstreamEnd.TlsFailed, "it offers STARTTLS and does not proceed with it");
            }

            // What came in the clear after <proceed/> is dropped with the old reader, so that nobody can slip it into the encrypted stream.
            reader.Complete();
            connection = await TlsHandshake.EncryptAsync(connection, _target, tls, cancellation);
            reader = new FrameReader(connection, _settings.MaxElementSize);
            header = await ExchangeHeadersAsync(connection, reader, cancellation);
            return new OpenStream(server, connection, reader, header, FrameKind.None);
        }
        catch
        {
            reader?.Complete();
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends our header, and waits for the server's.</summary>
    private async Task<StreamHeader> ExchangeHeadersAsync(Stream connection, FrameReader reader, CancellationToken cancellation)
    {
        await connection.WriteAsync(_terms.ToHeader(), cancellation);
        FrameKind kind = await NextAsync(reader, cancellation);
        if (kind == FrameKind.Declaration)
        {
            XmlDeclaration.Read(reader.Frame, out XmlError error);
            kind = error == XmlError.None ? await NextAsync(reader, cancellation) : throw NoStream(error, reader.FrameStart);
        }

        if (kind != FrameKind.StartTag)
        {
            throw NoStream(XmlError.HeaderExpected, reader.FrameStart);
        }

        StreamHeader header = StreamHeader.Parse(reader.Frame, _settings.Xml, out XmlFault fault) ?? throw NoStream(fault.Error, reader.FrameStart + fault.Offset);
        reader.AcceptHeader();
        return header;
    }

    /// <summary>Reads the next frame, which there must be.</summary>
    private async ValueTask<FrameKind> NextAsync(FrameReader reader, CancellationToken cancellation)
    {
        FrameKind kind;
        while ((kind = reader.TryRead()) == FrameKind.None)
        {
            if (reader.IsFrameTooLarge)
            {
                throw new StreamRefusedException(
                    UpstreamEnd.ElementTooLarge, $"it sent an element of more than {_settings.MaxElementSize} bytes (Bosh:Limits:MaxElementSize)");
            }

            if (!await reader.FillAsync(cancellation))
            {
                throw new StreamRefusedException(UpstreamEnd.Lost, "it closed the connection");
            }
        }

        return kind == FrameKind.Error ? throw NoStream(reader.Fault.Error, reader.Fault.Offset) : kind;
    }

    private static StreamRefusedException NoStream(XmlError error, long offset)
        => new(UpstreamEnd.InvalidXml, $"it sent what is no XMPP stream: {error}, at byte {offset}");

    /// <summary>Looks at an element without taking it.</summary>
    private ElementKind? KindOf(FrameKind kind, ReadOnlySpan<byte> frame, StreamHeader header, out bool offersTls)
    {
        offersTls = false;
        if (kind != FrameKind.Element || !ServerElement.Read(frame, header, _terms.Lang, _settings.Xml, out ServerElement element).IsNone)
        {
            return null;
        }

        if (element.Kind == ElementKind.Features)
        {
            FeaturesFilter.Apply(frame, header, _settings.Xml, out offersTls);
        }

        return element.Kind;
    }
}
