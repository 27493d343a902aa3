using System.Buffers;
using System.IO.Pipelines;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bosh.AspNetCore.Http;

/// <summary>
/// Reads the body of an HTTP request, up to a limit: undoes its codings, brings it to UTF-8, and parses it.
/// </summary>
internal static class RequestBody
{
    /// <summary>Reads and parses the body. What is wrong with it, size included, is in the element.</summary>
    /// <returns>Null when the client has gone, or sends nothing more.</returns>
    public static async ValueTask<BodyElement?> ReadAsync(HttpContext context, BoshLimits limits)
    {
        HttpRequest request = context.Request;
        if (!ContentCodings.TryRead(request.Headers.ContentEncoding, out IReadOnlyList<ContentCoding> codings))
        {
            return new BodyElement { Problem = "UnsupportedContentEncoding" };
        }

        if (!RequestCharset.TryFind(request.ContentType, out TextEncoding? named))
        {
            return new BodyElement { Problem = "UnknownCharset" };
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // The limit that counts is ours, and it is answered in the language of the protocol.
            size.MaxRequestBodySize = null;
        }

        if (codings.Count == 0)
        {
            return await ReadAsync(context, request.BodyReader, named, limits);
        }

        PipeReader reader = PipeReader.Create(ContentCodings.Decode(request.Body, codings, RawLimit(named, limits)));
        try
        {
            return await ReadAsync(context, reader, named, limits);
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static async ValueTask<BodyElement?> ReadAsync(HttpContext context, PipeReader reader, TextEncoding? named, BoshLimits limits)
    {
        while (true)
        {
            ReadResult result;
            try
            {
                result = await reader.ReadAsync(context.RequestAborted);
            }
            catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status408RequestTimeout)
            {
                // It stopped on the way. To a client that still reads, an answer would be the end of a session that has not ended; without one it
                // sends the request again, as after any broken connection.
                context.Abort();
                return null;
            }
            catch (BadHttpRequestException error)
            {
                return new BodyElement { Problem = error.StatusCode == StatusCodes.Status413PayloadTooLarge ? "BodyTooLarge" : "BodyUnreadable" };
            }
            catch (Exception error) when (error is InvalidDataException or InvalidOperationException)
            {
                // It is not compressed as it says, be it that the app decompresses it or that we do.
                return new BodyElement { Problem = "BodyUnreadable" };
            }
            catch (Exception error) when (error is IOException or OperationCanceledException)
            {
                // It may not have been said yet. Otherwise Kestrel tries to read what is left of the body, and logs an error when it cannot.
                context.Abort();
                return null;
            }

            bool isTooLarge = result.Buffer.Length > RawLimit(EncodingOf(result.Buffer, named), limits);
            if (!isTooLarge && !result.IsCompleted)
            {
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }

            try
            {
                return Read(result.Buffer, named, limits, isTooLarge);
            }
            finally
            {
                reader.AdvanceTo(result.Buffer.End);
            }
        }
    }

    /// <summary>The bytes that are read: the limit counts those of the text in UTF-8, which may be half as many.</summary>
    private static int RawLimit(TextEncoding? encoding, BoshLimits limits)
        => encoding is TextEncoding.Utf16 or TextEncoding.Utf16BigEndian or TextEncoding.Utf16LittleEndian
            ? (int)Math.Min(2L * limits.MaxBodySize, Array.MaxLength)
            : limits.MaxBodySize;

    private static TextEncoding EncodingOf(in ReadOnlySequence<byte> buffer, TextEncoding? named) => RequestCharset.Detect(buffer.FirstSpan, named);

    /// <summary>Reads a body; of one that is too large, the beginning, which says whose it is.</summary>
    private static BodyElement Read(in ReadOnlySequence<byte> buffer, TextEncoding? named, BoshLimits limits, bool isTooLarge)
    {
        int length = (int)Math.Min(buffer.Length, RawLimit(EncodingOf(buffer, named), limits));
        byte[]? copy = buffer.IsSingleSegment ? null : ArrayPool<byte>.Shared.Rent(length);
        try
        {
            if (copy is not null)
            {
                buffer.Slice(0, length).CopyTo(copy);
            }

            ReadOnlySpan<byte> text = copy is null ? buffer.FirstSpan[..length] : copy.AsSpan(0, length);
            TextEncoding encoding = RequestCharset.Detect(text, named);
            BodyElement body = encoding == TextEncoding.Utf8
                ? Parse(RequestCharset.IsSettled(text, named) ? RequestCharset.WithoutDeclaration(text) : text, limits)
                : Transcode(text, encoding, limits);
            return isTooLarge ? WithProblem(body, "BodyTooLarge", length) : body;
        }
        finally
        {
            if (copy is not null)
            {
                ArrayPool<byte>.Shared.Return(copy);
            }
        }
    }

    /// <summary>
    /// Parses a body in another encoding. As it is told from others by its UTF-8 bytes, one that is sent again in another encoding, or compressed
    /// in another way, is an exact copy too.
    /// </summary>
    private static BodyElement Transcode(ReadOnlySpan<byte> text, TextEncoding encoding, BoshLimits limits)
    {
        int most = (int)Math.Min(limits.MaxBodySize, 2L * text.Length);
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            OperationStatus status = RequestCharset.ToUtf8(text, encoding, utf8.AsSpan(0, most), out int length);
            BodyElement body = Parse(RequestCharset.WithoutDeclaration(utf8.AsSpan(0, length)), limits);
            return status switch
            {
                OperationStatus.Done => body,
                OperationStatus.DestinationTooSmall => WithProblem(body, "BodyTooLarge", length),
                _ => WithProblem(body, "InvalidCharacters", length),
            };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    private static BodyElement Parse(ReadOnlySpan<byte> utf8, BoshLimits limits)
        => BodyParser.Parse(utf8, new XmlLimits(limits.MaxDepth, limits.MaxAttributes), limits.MaxElements);

    private static BodyElement WithProblem(BodyElement body, string problem, int offset)
    {
        body.Problem = problem;
        body.ProblemOffset = offset;
        return body;
    }
}
