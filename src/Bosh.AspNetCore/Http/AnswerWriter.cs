using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Sessions;
using Microsoft.AspNetCore.Http;

namespace Bosh.AspNetCore.Http;

/// <summary>Writes answers as HTTP responses.</summary>
internal static class AnswerWriter
{
    /// <summary>Writes head and body at once.</summary>
    /// <param name="context">The request.</param>
    /// <param name="answer">What it is answered.</param>
    /// <param name="contentType">The media type of the answer.</param>
    /// <param name="coding">How the answer may be compressed, if it is worth it.</param>
    /// <param name="isScript">Whether it goes as a script (XEP-0252).</param>
    /// <returns>Whether they were handed to the HTTP server for a client that is still there.</returns>
    public static async ValueTask<bool> WriteAsync(HttpContext context, Answer answer, string contentType, ContentCoding? coding, bool isScript)
    {
        HttpResponse response = context.Response;
        ReadOnlyMemory<byte> body = isScript ? ScriptString.Write(answer.Bytes) : answer.Bytes;
        if (coding is ContentCoding chosen && AnswerCompression.Compress(body, chosen) is ReadOnlyMemory<byte> compressed)
        {
            response.Headers.ContentEncoding = AnswerCompression.Name(chosen);
            body = compressed;
        }

        response.StatusCode = answer.StatusCode;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        try
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
            return !context.RequestAborted.IsCancellationRequested;
        }
        catch (Exception)
        {
            // Whatever stands between us and the client, the answer did not get through: it is kept for a repeat.
            return false;
        }
    }
}
